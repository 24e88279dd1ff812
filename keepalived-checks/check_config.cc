#include "keepalived-checks/questions/config_check.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kConfigProgram, argc, argv); }
