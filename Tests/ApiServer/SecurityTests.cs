using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MetalOrleans.ApiServer;

namespace MetalOrleans.Tests.ApiServer;

public sealed class SecurityTests
{
    [Fact]
    public async Task Serves_https_under_its_own_authority_and_asks_for_a_token()
    {
        await using var server = await EmbeddedApiServer.StartAsync(
            new ApiServerOptions { UseHttps = true, Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["secret"] = "ann" } }, CancellationToken.None);
        using var authority = X509Certificate2.CreateFromPem(server.AuthorityPem);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(authority);
        using var http = new HttpClient(handler) { BaseAddress = server.Address };

        using var health = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
        using var anonymous = await http.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative));
        http.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        using var wrong = await http.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative));
        http.DefaultRequestHeaders.Remove("Authorization");
        http.DefaultRequestHeaders.Add("Authorization", "Bearer secret");
        using var known = await http.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative));

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
            [health.StatusCode, anonymous.StatusCode, wrong.StatusCode, known.StatusCode]);
    }

    [Fact]
    public async Task Refuses_plain_http_away_from_loopback()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedApiServer.StartAsync(
            new ApiServerOptions { Listen = [new IPEndPoint(IPAddress.Any, 0)] }, CancellationToken.None));

        Assert.Contains(nameof(ApiServerOptions.UseHttps), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_a_kubeconfig_that_only_its_owner_reads()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var server = await EmbeddedApiServer.StartAsync(
                new ApiServerOptions { UseHttps = true, Tokens = new Dictionary<string, string>(StringComparer.Ordinal) { ["secret"] = "ann" } }, CancellationToken.None);
            File.Delete(path);
            server.WriteKubeConfig(path);

            var text = await File.ReadAllTextAsync(path);
            Assert.Contains("secret", text, StringComparison.Ordinal);
            Assert.Contains("certificate-authority-data", text, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Serves_on_a_unix_socket_and_inside_the_process()
    {
        var socketPath = Path.Combine(Path.GetTempPath(), $"metalorleans-{Guid.NewGuid():N}.sock");
        await using var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [], UnixSocket = socketPath }, CancellationToken.None);
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var remote = new HttpClient(handler) { BaseAddress = new Uri("http://localhost/") };
        using var local = server.CreateClient();

        Assert.Equal("ok", await remote.GetStringAsync(new Uri("readyz", UriKind.Relative)));
        Assert.Contains("\"kubernetes\"", await local.GetStringAsync(new Uri(ApiClient.Services, UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watches_stream_inside_the_process_and_end_with_the_server()
    {
        var server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, CancellationToken.None);
        using var client = server.CreateClient();
        using var watch = await WatchReader.OpenAsync(client, "/api/v1/namespaces?watch=true&fieldSelector=metadata.name%3Ddefault", "application/json");

        Assert.Equal("ADDED default", await watch.NextNameAsync());
        await server.DisposeAsync();

        Assert.Null(await EndAsync(watch));
    }

    private static async Task<object?> EndAsync(WatchReader watch)
    {
        try
        {
            return await watch.NextAsync();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
