using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MetalOrleans.NetAgent.Netlink;

/// <summary>Opens the one kind of socket that the BCL has no name for.</summary>
internal static partial class LinuxSocket
{
    private const int FamilyNetlink = 16;
    private const int TypeRaw = 3;
    private const int CloseOnExec = 0x80000;
    private const int NetlinkRoute = 0;

    // nlmsghdr of linux/netlink.h, and the type that the kernel passes over without an answer (NLMSG_NOOP).
    private const int HeaderLength = 16;
    private const ushort Noop = 1;

    /// <summary>An rtnetlink socket, wrapped so that the BCL reads, writes and closes it.</summary>
    public static Socket OpenRtnetlink()
    {
        var descriptor = Open(FamilyNetlink, TypeRaw | CloseOnExec, NetlinkRoute);
        return descriptor < 0
            ? throw new Win32Exception(Marshal.GetLastPInvokeError(), "The rtnetlink socket could not be opened.")
            : new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    /// <summary>
    /// Has the kernel give an rtnetlink socket its address, which a first request does: without one the socket is taken for the kernel's
    /// own, and no event is told to it.
    /// </summary>
    public static void Bind(Socket socket)
    {
        Span<byte> request = stackalloc byte[HeaderLength];
        request.Clear();
        MemoryMarshal.Write(request, HeaderLength);
        MemoryMarshal.Write(request[4..], Noop);
        socket.Send(request, SocketFlags.None);
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Open(int family, int type, int protocol);
}
