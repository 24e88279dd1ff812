#include "keepalived-checks/questions/incumbent.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kIncumbentProgram, argc, argv); }
