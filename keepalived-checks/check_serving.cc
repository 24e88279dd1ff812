#include "keepalived-checks/questions/serving.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kServingProgram, argc, argv); }
