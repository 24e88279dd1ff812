#include "keepalived-checks/config/keepalived_conf_program.h"

int main(int argc, char** argv) { return sioha::checks::runKeepalivedConf(argc, argv); }
