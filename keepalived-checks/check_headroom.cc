#include "keepalived-checks/questions/headroom.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kHeadroomProgram, argc, argv); }
