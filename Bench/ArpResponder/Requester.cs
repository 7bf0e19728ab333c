using System.Net.Sockets;
using MetalOrleans.Protocols.Ethernet;

namespace MetalOrleans.Bench.ArpResponder;

/// <summary>Asks on one interface's socket.</summary>
internal sealed class Requester(Socket socket, MacAddress mac, Question question, TimeProvider time)
{
    private const int ReceiveTimeoutMilliseconds = 200;
    private const int NumberCount = ushort.MaxValue + 1;

    private readonly byte[] _question = new byte[128];
    private readonly byte[] _answer = new byte[1518];

    /// <summary>Asks as fast as answers come: a closed loop with a fixed number of requests outstanding.</summary>
    /// <returns>The answers that came, how long it took, and how many requests were given up as lost.</returns>
    public RequesterResult Run(int outstanding, TimeSpan duration)
    {
        socket.Blocking = true;
        socket.ReceiveTimeout = ReceiveTimeoutMilliseconds;
        var start = time.GetTimestamp();
        var (answers, lost) = (0L, 0L);
        Send(outstanding);
        while (time.GetElapsedTime(start) < duration)
        {
            socket.Receive(_answer.AsSpan(), SocketFlags.None, out var error);
            if (error != SocketError.Success)
            {
                lost += outstanding;
                Send(outstanding);
                continue;
            }

            answers++;
            Send(1);
        }

        return new RequesterResult(answers, lost, time.GetElapsedTime(start));
    }

    /// <summary>Asks at a fixed rate whatever comes back, from one thread that never sleeps.</summary>
    /// <returns>How long each answer took, from the moment its request was due, in ascending order.</returns>
    public List<TimeSpan> RunPaced(int perSecond, TimeSpan duration)
    {
        socket.Blocking = false;
        var due = new long[NumberCount];
        var delays = new List<TimeSpan>((int)(perSecond * duration.TotalSeconds));
        var interval = (double)time.TimestampFrequency / perSecond;
        var start = time.GetTimestamp();
        var (sent, last) = (0L, (long)(perSecond * duration.TotalSeconds));
        var end = start + (long)((duration.TotalSeconds + 0.2) * time.TimestampFrequency);
        while (time.GetTimestamp() is var now && now < end)
        {
            var next = start + (long)(sent * interval);
            if (sent < last && next <= now)
            {
                var number = (ushort)sent++;
                due[number] = next;
                socket.Send(_question.AsSpan(0, question.Encode(mac, number, _question)), SocketFlags.None, out _);
            }

            socket.Receive(_answer.AsSpan(), SocketFlags.None, out var error);
            if (error == SocketError.Success && due[question.NumberOf(_answer)] is > 0 and var asked)
            {
                due[question.NumberOf(_answer)] = 0;
                delays.Add(time.GetElapsedTime(asked));
            }
        }

        delays.Sort();
        return delays;
    }

    private void Send(int count)
    {
        var length = question.Encode(mac, 1, _question);
        for (var sent = 0; sent < count; sent++)
        {
            socket.Send(_question.AsSpan(0, length));
        }
    }
}
