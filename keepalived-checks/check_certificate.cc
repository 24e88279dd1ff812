#include "keepalived-checks/questions/certificate_check.h"

int main(int argc, char** argv) { return sioha::checks::runProgram(sioha::checks::kCertificateProgram, argc, argv); }
