#include "keepalived-checks/common/xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <memory>

namespace sioha {
namespace checks {
namespace {

const std::size_t kMostBytes = 4 << 20;
const int kDeepest = 64, kMostNodes = 20000;

struct DocumentFree {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

std::string textOf(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : std::string(); }

void readAttributes(xmlNode* from, XmlNode* to) {
  for (xmlAttr* attribute = from->properties; attribute; attribute = attribute->next) {
    xmlChar* value = xmlNodeListGetString(from->doc, attribute->children, 0);
    to->attributes.push_back(std::make_pair(textOf(attribute->name), textOf(value)));
    xmlFree(value);
  }
}

bool copy(xmlNode* from, int depth, int* left, XmlNode* to) {
  if (depth > kDeepest || --*left < 0) return false;
  const long line = xmlGetLineNo(from);
  to->line = line > 0 ? static_cast<unsigned>(line) : 0;
  to->isComment = from->type == XML_COMMENT_NODE;
  if (to->isComment) {
    to->text = textOf(from->content);
    return true;
  }
  to->name = textOf(from->name);
  readAttributes(from, to);
  for (xmlNode* child = from->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE && child->type != XML_COMMENT_NODE) continue;
    XmlNode next;
    if (!copy(child, depth + 1, left, &next)) return false;
    to->children.push_back(std::move(next));
  }
  return true;
}

}  // namespace

bool XmlNode::has(const std::string& name) const {
  for (const auto& one : attributes)
    if (one.first == name) return true;
  return false;
}

std::string XmlNode::attribute(const std::string& name) const {
  for (const auto& one : attributes)
    if (one.first == name) return one.second;
  return std::string();
}

Result<XmlNode> parseXml(Slice text, const std::string& file) {
  if (text.trimmed().empty()) return Error(file + " is empty");
  if (text.size() > kMostBytes) return Error(file + " is larger than 4 MiB, which no such file is");
  if (text.find('\0') != Slice::npos) return Error(file + " is binary and no XML");
  // Before libxml2 sees it: entities are what XML bombs and external fetches are made of.
  const std::string all = text.str();
  if (all.find("<!DOCTYPE") != std::string::npos || all.find("<!ENTITY") != std::string::npos)
    return Error(file + " has a DOCTYPE or ENTITY declaration; Tomcat's server.xml needs none, remove it");
  xmlResetLastError();
  const std::unique_ptr<xmlDoc, DocumentFree> document(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  if (!document) {
    const xmlError* error = xmlGetLastError();
    const std::string line = error && error->line > 0 ? ":" + std::to_string(error->line) : "";
    std::string why = error && error->message ? error->message : "it cannot be parsed";
    return Error(file + line + " is no XML: " + Slice(why).trimmed().str());
  }
  xmlNode* root = xmlDocGetRootElement(document.get());
  if (!root || document->intSubset) return Error(file + " has a DOCTYPE or no element at all");
  XmlNode out;
  int left = kMostNodes;
  if (!copy(root, 0, &left, &out)) return Error(file + " is nested or filled like no server.xml");
  return out;
}

}  // namespace checks
}  // namespace sioha
