/* A module of the tests: a child of httpd that crashes says where, on standard error, before it dies.
 * Addresses are printed as file(+offset), which addr2line reads. */
#include <execinfo.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "httpd.h"

#include "http_config.h"

static void trace(int number)
{
    void *frames[64];
    char head[96];
    const int length = snprintf(head, sizeof head, "crash: signal %d in process %ld thread %ld\n", number,
                                (long)getpid(), (long)syscall(SYS_gettid));
    if (write(STDERR_FILENO, head, (size_t)length) == length)
        backtrace_symbols_fd(frames, backtrace(frames, 64), STDERR_FILENO);
    /* SA_RESETHAND has put the default action back. */
    raise(number);
}

static void on_child_init(apr_pool_t *pchild, server_rec *server)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction action;
    void *first;
    size_t i;
    (void)pchild;
    (void)server;
    /* The first call loads libgcc, which a handler may not. */
    backtrace(&first, 1);
    memset(&action, 0, sizeof action);
    action.sa_handler = trace;
    action.sa_flags = SA_RESETHAND;
    for (i = 0; i < sizeof numbers / sizeof numbers[0]; ++i)
        sigaction(numbers[i], &action, NULL);
}

static void register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_child_init(on_child_init, NULL, NULL, APR_HOOK_REALLY_FIRST);
}

module AP_MODULE_DECLARE_DATA crash_trace_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks
};
