using System.Net.Sockets;
using MetalOrleans.Protocols.Arp;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>Asks as fast as answers come: a closed loop with a fixed number of requests outstanding.</summary>
internal static class Requester
{
    private const int ReceiveTimeoutMilliseconds = 200;

    /// <summary>Runs for a while on an interface's socket.</summary>
    /// <returns>The answers that came, how long it took, and how many requests were given up as lost.</returns>
    public static RequesterResult Run(Socket socket, ArpFrame request, int outstanding, TimeSpan duration, TimeProvider time)
    {
        var question = new byte[ArpFrame.Length];
        request.Encode(question);
        var buffer = new byte[1518];
        socket.ReceiveTimeout = ReceiveTimeoutMilliseconds;
        var start = time.GetTimestamp();
        var (answers, lost) = (0L, 0L);
        SendAll(socket, question, outstanding);
        while (time.GetElapsedTime(start) < duration)
        {
            socket.Receive(buffer.AsSpan(), SocketFlags.None, out var error);
            if (error != SocketError.Success)
            {
                lost += outstanding;
                SendAll(socket, question, outstanding);
                continue;
            }

            answers++;
            socket.Send(question);
        }

        return new RequesterResult(answers, lost, time.GetElapsedTime(start));
    }

    private static void SendAll(Socket socket, byte[] question, int count)
    {
        for (var sent = 0; sent < count; sent++)
        {
            socket.Send(question);
        }
    }
}
