using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class KubeConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;
    private readonly TestCertificates _authority = new();

    /// <summary>The cluster part, the user part, the field at fault, and words of the message.</summary>
    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "", "token: t", "clusters[c].cluster.server", "is missing. Write the URL" },
        { "server: api.example:6443", "token: t", "clusters[c].cluster.server", "begins with https://" },
        { "server: https://a, insecure-skip-tls-verify: maybe", "token: t", "clusters[c].cluster.insecure-skip-tls-verify", "is 'maybe'. Write true or false" },
        { "server: https://a, proxy-url: http://p", "token: t", "clusters[c].cluster.proxy-url", "is not supported" },
        { "server: https://a, certificate-authority-data: '***'", "token: t", "clusters[c].cluster.certificate-authority-data", "is not base64" },
        { "server: https://a, certificate-authority-data: aGVsbG8=", "token: t", "clusters[c].cluster.certificate-authority-data", "holds no certificate" },
        { "server: https://a, certificate-authority: missing.crt", "token: t", "clusters[c].cluster.certificate-authority", "missing.crt, which cannot be read" },
        { "server: https://a, certificate-authority: empty", "token: t", "clusters[c].cluster.certificate-authority", "holds no certificate" },
        { "server: https://a, insecure-skip-tls-verify: true, certificate-authority: ca.crt", "token: t", "clusters[c].cluster.insecure-skip-tls-verify", "Remove one of the two" },
        { "server: https://a", "exec: {command: aws}", "users[u].user.exec", "Programs are not run for credentials" },
        { "server: https://a", "auth-provider: {name: gcp}", "users[u].user.auth-provider", "is not supported" },
        { "server: https://a", "username: bob", "users[u].user.username", "dropped basic authentication" },
        { "server: https://a", "as: bob", "users[u].user.as", "Impersonation" },
        { "server: https://a", "tokenFile: missing", "users[u].user.tokenFile", "cannot be read" },
        { "server: https://a", "tokenFile: empty", "users[u].user.tokenFile", "which is empty" },
        { "server: https://a", "client-certificate: client.crt", "users[u].user.client-key", "is missing beside a client certificate" },
        { "server: https://a", "client-key: client.key", "users[u].user.client-certificate", "is missing beside a client key" },
        { "server: https://a", "client-certificate: client.crt, client-key: other.key", "users[u].user.client-key", "does not belong to the certificate" },
        { "server: https://a", "client-certificate: empty, client-key: client.key", "users[u].user.client-key", "" },
        { "server: https://a", "token: [t]", "users[u].user.token", "is not a single value" },
    };

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _authority.Dispose();
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Refuses_what_it_cannot_use_and_names_file_field_and_remedy(string cluster, string user, string field, string words)
    {
        WriteFiles();
        var path = Write("{cluster: c, user: u}", cluster, user);

        var refusal = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path));

        Assert.Equal(field, refusal.Field);
        Assert.StartsWith($"{path}: {field}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "(root)", "is not a mapping")]
    [InlineData("hello", "(root)", "is not a mapping")]
    [InlineData("a: [secret-token", "(syntax)", "is not YAML at line")]
    [InlineData("a: b", "current-context", "is missing. Set it")]
    [InlineData("current-context: x", "contexts", "is not a list")]
    [InlineData("{current-context: x, contexts: [{name: y}, {name: z}]}", "contexts", "has no entry named 'x'. Known are: y, z")]
    [InlineData("{current-context: x, contexts: [{name: x}]}", "contexts[x].context", "is missing")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {user: u}}]}", "contexts[x].context.cluster", "is missing")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c}}], clusters: []}", "clusters", "has no entry named 'c'")]
    public void Refuses_a_file_that_is_no_kubeconfig(string text, string field, string words)
    {
        var path = Path.Combine(_folder, "config");
        File.WriteAllText(path, text);

        var refusal = Assert.Throws<KubeConfigException>(() => KubeConfig.Load(path));

        Assert.Equal(field, refusal.Field);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_not_there() =>
        Assert.Equal("(file)", Assert.Throws<KubeConfigException>(() => KubeConfig.Load(Path.Combine(_folder, "none"))).Field);

    [Fact]
    public async Task Reads_files_relative_to_itself()
    {
        WriteFiles();
        var path = Write(
            "{cluster: c, user: u, namespace: metallb-system}",
            "server: https://api.example:6443/prefix, certificate-authority: ca.crt, tls-server-name: kubernetes",
            "client-certificate: client.crt, client-key: client.key, tokenFile: token");

        var options = KubeConfig.Load(path, time: new ManualTimeProvider());

        Assert.Equal(new Uri("https://api.example:6443/prefix"), options.Server);
        Assert.Equal("metallb-system", options.Namespace);
        Assert.Equal("kubernetes", options.TlsServerName);
        Assert.Equal("CN=test root", Assert.Single(options.CertificateAuthority!.GetRoots()).Subject);
        var mine = Assert.Single(options.ClientCertificates);
        Assert.Equal("CN=me", mine.Subject);
        Assert.True(mine.HasPrivateKey);
        Assert.Equal("from-file", await options.Token!.GetTokenAsync(default));
    }

    [Fact]
    public async Task Reads_embedded_data_and_the_context_that_is_named()
    {
        WriteFiles();
        var path = Write(
            "{cluster: none, user: none}",
            $"server: https://a, certificate-authority-data: {Base64("ca.crt")}",
            $"client-certificate-data: {Base64("client.crt")}, client-key-data: {Base64("client.key")}, token: plain",
            "- {name: second, context: {cluster: c, user: u}}");

        var options = KubeConfig.Load(path, "second");

        Assert.Equal("default", options.Namespace);
        Assert.Equal("CN=test root", Assert.Single(options.CertificateAuthority!.GetRoots()).Subject);
        Assert.Equal("CN=me", Assert.Single(options.ClientCertificates).Subject);
        Assert.Equal("plain", await options.Token!.GetTokenAsync(default));
        Assert.DoesNotContain("plain", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_context_without_a_user_and_skips_verification_when_told()
    {
        var path = Write("{cluster: c}", "server: https://a, insecure-skip-tls-verify: true", "token: t");

        var options = KubeConfig.Load(path);

        Assert.True(options.SkipTlsVerify);
        Assert.Null(options.Token);
    }

    private void WriteFiles()
    {
        using var client = _authority.IssueClient("me");
        using var other = _authority.IssueClient("other");
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), _authority.RootPem);
        File.WriteAllText(Path.Combine(_folder, "client.crt"), client.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "client.key"), KeyPem(client));
        File.WriteAllText(Path.Combine(_folder, "other.key"), KeyPem(other));
        File.WriteAllText(Path.Combine(_folder, "token"), "from-file\n");
        File.WriteAllText(Path.Combine(_folder, "empty"), "");
    }

    private string Write(string context, string cluster, string user, string moreContexts = "")
    {
        var path = Path.Combine(_folder, "config");
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: first
            contexts:
            - {name: first, context: {{context}} }
            {{moreContexts}}
            clusters:
            - {name: c, cluster: { {{cluster}} } }
            users:
            - {name: u, user: { {{user}} } }
            """);
        return path;
    }

    private string Base64(string file) => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(_folder, file)));

    private static string KeyPem(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
        return key.ExportPkcs8PrivateKeyPem();
    }
}
