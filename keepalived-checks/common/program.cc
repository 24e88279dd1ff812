#include "keepalived-checks/common/program.h"

#include <unistd.h>

#include "config.h"
#include "keepalived-checks/common/file.h"
#include "keepalived-checks/common/format.h"
#include "keepalived-checks/common/process.h"

namespace sioha {
namespace checks {

static const char kConfigurationDirectory[] = SIOHA_SYSCONFDIR "/sioha/";

// What is left between a question's own deadline and the watchdog's, to say why it failed.
static const long kMarginMilliseconds = 25;

Duration Context::left() const {
  const Instant now = clock.now();
  return now < deadline ? deadline - now : Duration(0);
}

OptionSpecs allOptions(const Program& program) {
  OptionSpecs specs = program.options;
  const OptionSpec common[] = {
      {"timeout", "MS", "900", "give up and fail after so many milliseconds"},
      {"min-score", "N", "1", "fail below this score (0..100)"},
      {"format", "WORD", "text", "text, json, nagios, prometheus or haproxy"},
      {"exit", "WORD", "plain", "plain: 0 or 1; misc-dynamic: 1, or 2 + score; nagios: 0, 1 or 2"},
      {"state-dir", "DIR", "/run/keepalived-checks", "remembers the last verdict; \"none\": remember and log nothing"},
      {"instance", "NAME", "", "tells several uses of one check apart in the state and the log"},
      {"quiet", nullptr, "", "say nothing on standard output"},
      {"config", "FILE", "", "options from a file [" SIOHA_SYSCONFDIR "/sioha/checks.conf and NAME.conf]"},
      {"help", nullptr, "", "this text"},
      {"explain", nullptr, "", "what is looked at and what it costs"},
      {"version", nullptr, "", "the version"}};
  for (const OptionSpec& spec : common) {
    bool own = false;
    for (const OptionSpec& given : program.options) own = own || Slice(given.name) == Slice(spec.name);
    if (!own) specs.push_back(spec);
  }
  return specs;
}

Result<bool> configure(const std::string& program, Arguments* arguments, const std::string& runner) {
  const std::string named = arguments->text("config");
  std::vector<std::string> paths;
  if (!named.empty()) paths.push_back(named);
  else
    for (const std::string& name : {runner, program, std::string("checks")})
      if (!name.empty()) paths.push_back(kConfigurationDirectory + name + ".conf");
  for (const std::string& path : paths) {
    if (named.empty() && !fileExists(path)) continue;
    const Result<std::string> text = readFile(path, 1 << 20);
    if (!text.ok()) return Error(text.error());
    const Result<bool> parsed = arguments->parseConfiguration(text.value(), path, program);
    if (!parsed.ok()) return parsed;
  }
  return true;
}

bool answeredHelp(const Program& program, const OptionSpecs& options, const Arguments& arguments) {
  if (arguments.flag("help")) {
    say(std::string("usage: ") + program.name + " [option]..." + (program.word ? std::string(" ") + program.word : "") + "\n" + program.summary + "\n\n" +
        describeOptions(options) + "\nExit code 0: passes, 1: fails. See " + program.name + "(8).\n");
  } else if (arguments.flag("explain")) {
    say(std::string(program.name) + ": " + program.summary + "\n\n" + program.explain);
  } else if (arguments.flag("version")) {
    say(std::string(program.name) + " (" PACKAGE_NAME ") " PACKAGE_VERSION "\n");
  } else {
    return false;
  }
  return true;
}

namespace {

struct Style {
  Format format;
  ExitStyle exit;
  unsigned minimum;
  double timeout;
  std::string name;
  bool quiet;
};

Result<Style> readStyle(const Program& program, const Arguments& arguments) {
  Style style;
  if (!parseFormat(arguments.text("format"), &style.format))
    return Error("option --format wants text, json, nagios, prometheus or haproxy");
  if (!parseExitStyle(arguments.text("exit"), &style.exit))
    return Error("option --exit wants plain, misc-dynamic or nagios");
  const Result<double> minimum = arguments.number("min-score", 0, 100);
  if (!minimum.ok()) return Error(minimum.error());
  const Result<double> timeout = arguments.number("timeout", 50, 600000);
  if (!timeout.ok()) return Error(timeout.error());
  style.minimum = static_cast<unsigned>(minimum.value());
  style.timeout = timeout.value();
  style.quiet = arguments.flag("quiet");
  style.name = program.name;
  std::string instance = arguments.text("instance");
  if (!program.word && !arguments.words().empty())
    return Error("\"" + arguments.words()[0] + "\" is no option; --help lists those there are");
  if (arguments.words().size() > 1) return Error("\"" + arguments.words()[1] + "\" is one word too many");
  if (instance.empty() && !arguments.words().empty()) instance = arguments.words()[0];
  if (!instance.empty()) style.name += "." + instance;
  if (style.name.find('/') != std::string::npos) return Error("option --instance may hold no '/'");
  return style;
}

// In the form that was asked for, as far as it was: a monitor takes another one for no answer at all.
int refuse(const Program& program, const Arguments& arguments, const std::string& sentence) {
  Format format = Format::text;
  ExitStyle style = ExitStyle::plain;
  parseFormat(arguments.text("format"), &format);
  parseExitStyle(arguments.text("exit"), &style);
  Verdict verdict;
  verdict.fail(sentence);
  say(render(program.name, verdict, 1, format));
  return exitCode(verdict, 1, style);
}

Watchdog::LastWords lastWords(const Style& style, const Journal* journal) {
  Verdict late;
  late.fail("no verdict within " + numberText(style.timeout) + " ms: something that it asked hangs");
  Watchdog::LastWords words;
  if (!style.quiet) words.output = render(style.name, late, style.minimum, style.format);
  words.exitCode = exitCode(late, style.minimum, style.exit);
  words.journal = journal;
  if (journal) words.entry = journal->entryFor(false, late.summary());
  return words;
}

}  // namespace

int runProgram(const Program& program, int argc, const char* const* argv) {
  const SystemClock clock;
  const Instant began = clock.now();
  cleanEnvironment();
  const OptionSpecs options = allOptions(program);
  Arguments arguments(options);
  const Result<bool> parsed = arguments.parse(argc, argv);
  if (!parsed.ok()) return refuse(program, arguments, parsed.error());
  if (answeredHelp(program, options, arguments)) return 0;
  // These outlive main(): the watchdog's thread may still look at them, and waits on a monitor that must not go.
  static Watchdog& watchdog = *new Watchdog;
  Result<Style> style = readStyle(program, arguments);
  if (!style.ok()) return refuse(program, arguments, style.error());
  const auto due = [&]() { return began + milliseconds(static_cast<long>(style.value().timeout)); };
  const Result<bool> armed = watchdog.start(due(), lastWords(style.value(), nullptr));
  if (!armed.ok()) return refuse(program, arguments, armed.error());
  const Result<bool> configured = configure(program.name, &arguments);
  if (!configured.ok()) return refuse(program, arguments, configured.error());
  style = readStyle(program, arguments);
  if (!style.ok()) return refuse(program, arguments, style.error());
  const std::string directory = arguments.text("state-dir");
  static Journal journal(directory == "none" ? "" : directory, style.value().name);
  watchdog.update(due(), lastWords(style.value(), &journal));

  Verdict verdict =
      program.ask(arguments, Context{clock, due() - milliseconds(kMarginMilliseconds), journal.knewPass(), nullptr, nullptr});
  const int code = exitCode(verdict, style.value().minimum, style.value().exit);
  // Too late: the watchdog is speaking and will end the process.
  while (!watchdog.claim(code)) ::pause();
  const std::string forgotten = journal.record(verdict.passes(style.value().minimum), verdict.summary());
  if (!forgotten.empty())
    verdict.note(
        forgotten +
        ": this verdict is not remembered, so that no change of it is told to the syslog; see --state-dir");
  if (!style.value().quiet) say(render(style.value().name, verdict, style.value().minimum, style.value().format));
  // Destructors and atexit handlers of libraries could hang or crash; nothing of ours needs them.
  ::_exit(code);
}

}  // namespace checks
}  // namespace sioha
