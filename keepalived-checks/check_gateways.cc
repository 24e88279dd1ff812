#include "keepalived-checks/questions/gateways.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kGatewaysProgram, argc, argv); }
