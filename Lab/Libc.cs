using System.Runtime.InteropServices;

namespace MetalOrleans.Lab;

internal static partial class Libc
{
    /// <summary>CLONE_NEWNET of sched.h: the descriptor handed to setns(2) must be a network namespace.</summary>
    public const int NetworkNamespace = 0x40000000;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static unsafe partial nint ReceiveMessage(int socket, void* message, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(SafeHandle descriptor, int kind);

    /// <summary>SCHED_FIFO of sched.h, for this thread and not for those that it starts (SCHED_RESET_ON_FORK).</summary>
    public const int RealTime = 1 | 0x40000000;

    /// <summary>Process 0 is the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int process, int policy, in int priority);
}
