#include "keepalived-checks/questions/network.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kNetworkProgram, argc, argv); }
