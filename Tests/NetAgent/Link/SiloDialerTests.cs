using MetalOrleans.NetAgent.Link;
using MetalOrleans.NetAgent.Options;
using MetalOrleans.Tests.NetAgent.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.NetAgent.Link;

/// <summary>TLS and token over the loopback, against a real server.</summary>
public sealed class SiloDialerTests : IDisposable
{
    private readonly TestAuthority _authority = new("our authority");
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("agent-dialer-");

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("metalorleans-silo", null)]
    [InlineData("other-silo", "other-silo")]
    [InlineData("127.0.0.1", null)]
    public async Task Trusts_a_certificate_of_its_authority_that_carries_the_name_or_the_host(string carried, string? siloName)
    {
        using var certificate = _authority.Issue(carried);
        await using var silo = await FakeSilo.StartAsync(certificate: certificate);

        using var socket = await DialAsync(silo.Port, siloName);

        await (await silo.AcceptAsync()).SendAsync(new());
    }

    [Fact]
    public async Task Refuses_a_certificate_with_another_name()
    {
        using var certificate = _authority.Issue("somebody-else");

        Assert.Contains("--silo-name", await RefusalAsync(certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_certificate_of_another_authority()
    {
        using var stranger = new TestAuthority("our authority");
        using var certificate = stranger.Issue("metalorleans-silo");

        Assert.Contains("--ca-file", await RefusalAsync(certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_certificate_that_has_expired()
    {
        using var certificate = _authority.Issue("metalorleans-silo", TimeSpan.FromDays(-2));

        Assert.Contains("NotTimeValid", await RefusalAsync(certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_file_is_missing()
    {
        await using var silo = await FakeSilo.StartAsync();
        var dialer = new SiloDialer(Options(silo.Port) with
        {
            Silo = new SiloEndpoint("127.0.0.1", silo.Port, IsPlaintext: true),
            TokenFile = Path.Combine(_directory.FullName, "no-token"),
        });

        var failure = await Assert.ThrowsAsync<SiloUnreachableException>(() => dialer.DialAsync(default));

        Assert.Contains("--token-file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_shows_a_token_that_does_not_fit_a_header()
    {
        var file = Path.Combine(_directory.FullName, "token");
        await File.WriteAllTextAsync(file, "secret\r\nX-Other: 1");
        var dialer = new SiloDialer(Options(port: 1) with
        {
            Silo = new SiloEndpoint("127.0.0.1", 1, IsPlaintext: true),
            TokenFile = file,
        });

        var failure = await Assert.ThrowsAsync<SiloUnreachableException>(() => dialer.DialAsync(default));

        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_with_which_status_the_silo_refused()
    {
        using var certificate = _authority.Issue("metalorleans-silo");
        await using var silo = await FakeSilo.StartAsync(certificate: certificate);
        silo.RefuseWith = 403;

        var failure = await Assert.ThrowsAsync<SiloUnreachableException>(() => DialAsync(silo.Port, siloName: null));

        Assert.Contains("403", failure.Message, StringComparison.Ordinal);
    }

    private AgentOptions Options(int port) => new()
    {
        NodeName = "node",
        Silo = new SiloEndpoint("127.0.0.1", port, IsPlaintext: false),
        CaFile = _authority.WriteTo(Path.Combine(_directory.FullName, "ca.pem")),
    };

    private Task<System.Net.WebSockets.WebSocket> DialAsync(int port, string? siloName)
    {
        var options = Options(port);
        return new SiloDialer(options with { SiloName = siloName ?? options.SiloName }).DialAsync(default)
            .WithinAsync("dialling", $"silo on port {port}", "a connection");
    }

    private async Task<string> RefusalAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        await using var silo = await FakeSilo.StartAsync(certificate: certificate);
        var failure = await Assert.ThrowsAsync<SiloUnreachableException>(() => DialAsync(silo.Port, siloName: null));
        return failure.Message;
    }
}
