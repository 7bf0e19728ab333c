using System.Runtime.InteropServices;

namespace MetalOrleans.NetAgent.Hosting;

/// <summary>The agent's place in the queue for the node's processors.</summary>
/// <remarks>
/// It does little, and what it does is waited for: a beat that is 400 ms late costs the node its addresses, and a question
/// unanswered is a client's delay. A node that is busy with other work shall not be taken for a dead one.
/// </remarks>
internal static partial class ProcessPriority
{
    // PRIO_PROCESS of sys/resource.h with 0 is the calling thread; those that it starts inherit its place.
    private const int ThisThread = 0;

    /// <summary>Goes before ordinary work (nice -10). Call it before other threads are started.</summary>
    /// <returns>False when the kernel does not allow it: it takes CAP_SYS_NICE.</returns>
    public static bool TryRaise() => SetPriority(ThisThread, 0, -10) == 0;

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int nice);
}
