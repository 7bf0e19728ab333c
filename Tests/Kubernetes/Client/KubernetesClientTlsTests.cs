using System.Security.Cryptography.X509Certificates;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Kubernetes.Support;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class KubernetesClientTlsTests
{
    private static readonly ObjectKey Web = new("prod", "web");

    [Fact]
    public async Task Speaks_HTTP_2_to_a_server_whose_certificate_our_root_signed()
    {
        using var authority = new TestCertificates();
        await using var server = await ScriptedApiServer.StartAsync(authority.IssueServer("127.0.0.1"));
        var client = server.CreateClient(options => options with { CertificateAuthority = Fixed(authority) });

        Assert.Equal("HTTP/2", await ProtocolAsync(server, client));
    }

    [Fact]
    public async Task Refuses_a_server_that_another_root_signed()
    {
        using var authority = new TestCertificates();
        using var other = new TestCertificates();
        await using var server = await ScriptedApiServer.StartAsync(authority.IssueServer("127.0.0.1"));
        var client = server.CreateClient(options => options with { CertificateAuthority = Fixed(other) });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync<Service>(Web, default));
        Assert.False(server.HasRequest);
    }

    [Fact]
    public async Task Refuses_a_server_of_another_name_unless_tls_server_name_says_so()
    {
        using var authority = new TestCertificates();
        await using var server = await ScriptedApiServer.StartAsync(authority.IssueServer("api.example"));
        var plain = server.CreateClient(options => options with { CertificateAuthority = Fixed(authority) });
        var named = server.CreateClient(options => options with { CertificateAuthority = Fixed(authority), TlsServerName = "api.example" });

        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync<Service>(Web, default));
        Assert.Equal("HTTP/2", await ProtocolAsync(server, named));
    }

    [Fact]
    public async Task Checks_nothing_when_told_to_skip()
    {
        using var authority = new TestCertificates();
        await using var server = await ScriptedApiServer.StartAsync(authority.IssueServer("api.example"));

        Assert.Equal("HTTP/2", await ProtocolAsync(server, server.CreateClient(options => options with { SkipTlsVerify = true })));
    }

    [Fact]
    public async Task Shows_its_certificate()
    {
        using var authority = new TestCertificates();
        using var mine = authority.IssueClient("metalorleans");
        var seen = "";
        await using var server = await ScriptedApiServer.StartAsync(authority.IssueServer("127.0.0.1"), certificate =>
        {
            seen = certificate.Subject;
            return true;
        });
        var client = server.CreateClient(options => options with { CertificateAuthority = Fixed(authority), ClientCertificates = [mine] });

        await ProtocolAsync(server, client);

        Assert.Equal("CN=metalorleans", seen);
    }

    [Fact]
    public async Task Trusts_a_root_file_as_it_is_when_a_connection_is_made()
    {
        using var authority = new TestCertificates();
        using var other = new TestCertificates();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, other.RootPem);
        await using var server = await ScriptedApiServer.StartAsync(authority.IssueServer("127.0.0.1"));
        var client = server.CreateClient(options => options with { CertificateAuthority = new FileCertificateAuthority(file) });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync<Service>(Web, default));
        await File.WriteAllTextAsync(file, authority.RootPem);
        Assert.Equal("HTTP/2", await ProtocolAsync(server, client));

        File.Delete(file);
    }

    private static FixedCertificateAuthority Fixed(TestCertificates authority) =>
        new([X509CertificateLoader.LoadCertificate(authority.Root.RawData)]);

    private static async Task<string> ProtocolAsync(ScriptedApiServer server, KubernetesClient client)
    {
        var get = client.GetAsync<Service>(Web, default);
        var request = server.NextAsync();
        if (await Task.WhenAny(get, request) == get)
        {
            await get;
        }

        await (await request).RespondAsync(Json.Service("web", "1"));
        await get;
        return (await request).Protocol;
    }
}
