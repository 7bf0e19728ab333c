using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetalOrleans.Lab.Traffic;

/// <summary>Answers every HTTP request with the name of the machine it runs on.</summary>
internal sealed class HttpResponder : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Socket _listener;
    private readonly byte[] _answer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public HttpResponder(Socket listener, string name)
    {
        var body = $"Hello from {name}\n";
        _listener = listener;
        _answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        _accepting = AcceptAsync();
    }

    /// <summary>Listens on all addresses of the current network namespace, those that are only routed to it included.</summary>
    public static Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        listener.Listen();
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await _listener.AcceptAsync(_stopping.Token));
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using var connection = new NetworkStream(client, ownsSocket: true);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            using var reader = new StreamReader(connection, Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync(patience.Token) is { Length: > 0 })
            {
                // The head of the request says nothing that matters here; the answer is always the same.
            }

            await connection.WriteAsync(_answer, patience.Token);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // A client that went away, or never finished its request, gets no answer.
        }
    }
}
