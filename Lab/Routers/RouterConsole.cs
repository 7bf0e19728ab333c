using System.Net.Sockets;
using System.Text;

namespace MetalOrleans.Lab.Routers;

/// <summary>
/// A daemon's own control socket, asked without a program in between: an answer takes a fraction of a millisecond, where a
/// program takes tens of them.
/// </summary>
internal sealed class RouterConsole : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[1024 * 1024];
    private readonly bool _isFrr;

    private RouterConsole(string path, bool isFrr)
    {
        _isFrr = isFrr;
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        if (!isFrr)
        {
            // BIRD greets.
            Read();
        }
    }

    public static RouterConsole OfFrr(string path) => new(path, isFrr: true);

    public static RouterConsole OfBird(string path) => new(path, isFrr: false);

    /// <summary>The answer to a command.</summary>
    public string Ask(string command)
    {
        _socket.Send(Encoding.ASCII.GetBytes(command + (_isFrr ? '\0' : '\n')));
        return Read();
    }

    public void Dispose() => _socket.Dispose();

    private string Read()
    {
        var length = 0;
        do
        {
            var count = _socket.Receive(_buffer.AsSpan(length));
            if (count == 0)
            {
                throw new IOException("The daemon closed its control socket.");
            }

            length += count;
        }
        while (!(_isFrr ? EndsFrr(length) : EndsBird(length)));

        return Encoding.ASCII.GetString(_buffer, 0, length);
    }

    // Three zeros and the command's status.
    private bool EndsFrr(int length) => length >= 4 && _buffer.AsSpan(length - 4, 3).SequenceEqual(new byte[3]);

    // The last line has a blank behind its four digits, where the others have a dash.
    private bool EndsBird(int length)
    {
        if (_buffer[length - 1] != (byte)'\n')
        {
            return false;
        }

        var last = _buffer.AsSpan(0, length - 1);
        last = last[(last.LastIndexOf((byte)'\n') + 1)..];
        return last.Length >= 5 && char.IsAsciiDigit((char)last[0]) && last[4] == (byte)' ';
    }
}
