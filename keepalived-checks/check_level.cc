#include "keepalived-checks/questions/level.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kLevelProgram, argc, argv); }
