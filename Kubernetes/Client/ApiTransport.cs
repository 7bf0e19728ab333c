using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Kubernetes.Client;

/// <summary>Builds the HTTP stack: HTTP/2 where TLS negotiates it, else HTTP/1.1; dead connections are found by keep-alives.</summary>
internal static class ApiTransport
{
    /// <summary>client-go's defaults: a health ping after 30 s of silence, given up after 15 s.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Idle connections are dropped after client-go's 90 s.</summary>
    private static readonly TimeSpan IdleConnectionLifetime = TimeSpan.FromSeconds(90);

    public static HttpClient Create(KubernetesClientOptions options)
    {
        var handler = options.Transport ?? CreateNetwork(options);
        return new HttpClient(handler)
        {
            BaseAddress = options.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    private static SocketsHttpHandler CreateNetwork(KubernetesClientOptions options) =>
        new()
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = options.RequestTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = IdleConnectionLifetime,
            UseCookies = false,
            SslOptions = CreateSslOptions(options),
        };

    private static SslClientAuthenticationOptions CreateSslOptions(KubernetesClientOptions options)
    {
        var ssl = new SslClientAuthenticationOptions { CertificateRevocationCheckMode = X509RevocationMode.NoCheck };
        if (options.SkipTlsVerify)
        {
            ssl.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (options.CertificateAuthority is { } authority)
        {
            ssl.RemoteCertificateValidationCallback = new ServerCertificateCheck(authority).IsAccepted;
        }

        if (options.ClientCertificates.Count > 0)
        {
            var intermediates = new X509Certificate2Collection(options.ClientCertificates.Skip(1).ToArray());
            ssl.ClientCertificateContext =
                SslStreamCertificateContext.Create(options.ClientCertificates[0], intermediates, offline: true);
        }

        return ssl;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // HTTP/1.1 has no ping: TCP finds a dead server after 30 s + 3 x 5 s, as the HTTP/2 ping does.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
