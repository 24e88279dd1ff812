#ifndef SIOHA_HTTPD_MOD_JK_NAMES_H
#define SIOHA_HTTPD_MOD_JK_NAMES_H

namespace sioha {
namespace httpd {

/// From now on <IfModule jk_module> and <IfModule mod_jk.c> are true: Debian's jk.conf puts all
/// of its directives inside of one, and they would be ignored in silence.
/// httpd asks mod_so's optional function ap_find_loaded_module_symbol; ours stands before it.
/// To be called while hooks are registered, each time the module is loaded.
void answerToModJkNames();

}  // namespace httpd
}  // namespace sioha
#endif
