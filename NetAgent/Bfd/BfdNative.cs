using System.Runtime.InteropServices;
using MetalOrleans.NetAgent.Packets;

namespace MetalOrleans.NetAgent.Bfd;

/// <summary>The calls of the kernel that BFD's thread makes: those of the BCL allocate, or hide what a packet came with.</summary>
internal static unsafe partial class BfdNative
{
    // sys/socket.h, netinet/in.h, linux/if_packet.h.
    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;
    public const int FamilyPacket = 17;
    public const int TypeDatagram = 2;
    public const int TypeRaw = 3;
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;

    public const int LevelSocket = 1;
    public const int OptionReuseAddress = 2;
    public const int OptionReceiveBuffer = 8;
    public const int OptionPriority = 12;
    public const int OptionBindToDevice = 25;
    public const int OptionAttachFilter = 26;
    public const int OptionReceiveBufferForce = 33;

    public const int LevelIPv4 = 0;
    public const int OptionTypeOfService = 1;
    public const int OptionTimeToLive = 2;
    public const int OptionPacketInfo = 8;
    public const int OptionReceiveTimeToLive = 12;

    public const int LevelIPv6 = 41;
    public const int OptionUnicastHops = 16;
    public const int OptionOnlyIPv6 = 26;
    public const int OptionReceivePacketInfo = 49;
    public const int OptionIPv6PacketInfo = 50;
    public const int OptionReceiveHopLimit = 51;
    public const int OptionHopLimit = 52;
    public const int OptionTrafficClass = 67;

    public const int LevelPacket = 263;
    public const int OptionIgnoreOutgoing = 23;

    // errno.h.
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int AddressInUse = 98;
    public const int NetworkDown = 100;
    public const int NoBuffers = 105;
    public const int ConnectionRefused = 111;

    public const short PollIn = 1;

    private const int ClockMonotonic = 1;
    private const int TimerAbsolute = 1;
    private const int SchedulerFifo = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The error of the last call on this thread.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>The last error in words.</summary>
    public static string LastErrorText => Marshal.GetLastPInvokeErrorMessage();

    /// <summary>A timer of the clock that <see cref="TimeProvider.System"/> shows.</summary>
    /// <returns>A descriptor, or -1.</returns>
    public static int CreateTimer() => TimerCreate(ClockMonotonic, NonBlocking | CloseOnExec);

    /// <summary>Lets a timer fire once.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="at">When, in nanoseconds of the clock; 0 for never.</param>
    public static void SetTimer(int timer, long at)
    {
        // itimerspec: interval, then expiry, each seconds and nanoseconds.
        var value = stackalloc long[4];
        value[0] = 0;
        value[1] = 0;
        value[2] = at / NanosecondsPerSecond;
        value[3] = at % NanosecondsPerSecond;
        _ = TimerSet(timer, TimerAbsolute, value, null);
    }

    /// <summary>A descriptor that another thread can make readable.</summary>
    public static int CreateSignal() => EventCreate(0, NonBlocking | CloseOnExec);

    /// <summary>Makes a signal readable.</summary>
    public static void Raise(int signal)
    {
        ulong one = 1;
        _ = Write(signal, &one, sizeof(ulong));
    }

    /// <summary>Makes a timer or signal unreadable again.</summary>
    public static void Reset(int descriptor)
    {
        ulong count;
        _ = Read(descriptor, &count, sizeof(ulong));
    }

    /// <summary>Puts the calling thread before all threads of normal priority.</summary>
    /// <returns>False when the process may not (CAP_SYS_NICE).</returns>
    public static bool TrySetRealTime(int priority) => SetScheduler(0, SchedulerFifo, &priority) == 0;

    /// <summary>Sets an option that is a number.</summary>
    public static bool TrySet(int socket, int level, int option, int value) =>
        SetOption(socket, level, option, &value, sizeof(int)) == 0;

    /// <summary>Binds a socket to an interface or VRF, if one is named.</summary>
    public static bool TryBindToDevice(int socket, string device)
    {
        if (device.Length == 0)
        {
            return true;
        }

        var octets = System.Text.Encoding.ASCII.GetBytes(device);
        fixed (byte* first = octets)
        {
            return SetOption(socket, LevelSocket, OptionBindToDevice, first, (uint)octets.Length) == 0;
        }
    }

    /// <summary>Hands a filter to the kernel.</summary>
    public static bool TryAttach(int socket, FilterInstruction[] program)
    {
        fixed (FilterInstruction* first = program)
        {
            // sock_fprog: a 16-bit count, padding to a pointer's size, the pointer.
            var value = stackalloc nint[2];
            value[0] = 0;
            *(ushort*)value = (ushort)program.Length;
            value[1] = (nint)first;
            return SetOption(socket, LevelSocket, OptionAttachFilter, value, 2 * (uint)sizeof(nint)) == 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetLocal(int socket, void* address, uint* length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int socket, void* octets, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int socket, void* octets, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint ReceiveMessage(int socket, void* message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(BfdPollEntry* entries, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial uint IndexOf(string device);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerCreate(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int TimerSet(int timer, int flags, void* value, void* old);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventCreate(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* octets, nuint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, void* octets, nuint length);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int SetScheduler(int thread, int policy, void* parameters);
}
