using System.Net;
using System.Net.Sockets;

namespace MetalOrleans.Tests.Support;

/// <summary>Ports of loopback that a test's program may listen on a moment later.</summary>
/// <remarks>
/// They lie below the range that the kernel gives to outgoing connections, so none of those takes a port between the look and
/// the listening; and a port is given out once in a process, so no other test takes it either.
/// </remarks>
internal static class LoopbackPorts
{
    private const int First = 10_000;
    private const int Count = 20_000;
    private const int Stride = 97;

    // Several runs of the tests may share the machine: each begins elsewhere.
    private static int s_next = Environment.ProcessId * Stride % Count;

    /// <summary>A port on which nobody listens, and that this process has not been told of before.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref s_next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
