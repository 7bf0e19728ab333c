using System.CommandLine;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Tests.Silo.CommandLine;

/// <summary>O-001 to O-020 and O-045: every flag and variable of MetalLB's controller starts a silo.</summary>
public sealed class MetalLBFlagsTests
{
    /// <summary>ID, the flag as manifests write it, and whether it means the same here or is named as having no meaning.</summary>
    public static TheoryData<string, string, bool> Flags => new()
    {
        { "O-001", "--port=7472", true },
        { "O-002", "--namespace=metallb-system", true },
        { "O-003", "--ml-secret-name=memberlist", false },
        { "O-004", "--deployment=controller", false },
        { "O-005", "--log-level=debug", true },
        { "O-006", "--pprof-bind-address=127.0.0.1:8082", false },
        { "O-007", "--health-probe-port=17472", true },
        { "O-008", "--disable-cert-rotation", false },
        { "O-008", "--disable-cert-rotation=false", false },
        { "O-009", "--cert-dir=/tmp/k8s-webhook-server/serving-certs", false },
        { "O-010", "--cert-service-name=metallb-webhook-service", true },
        { "O-011", "--lb-class=metallb", true },
        { "O-012", "--webhook-mode=enabled", true },
        { "O-012", "--webhook-mode=disabled", true },
        { "O-012", "--webhook-mode=onlywebhook", true },
        { "O-013", "--webhook-secret=metallb-webhook-cert", true },
        { "O-014", "--pod-name=controller-abc", true },
        { "O-015", "--webhook-http2=true", false },
        { "O-016", "--tls-min-version=VersionTLS12", true },
        { "O-016", "--tls-min-version=", true },
        { "O-017", "--tls-min-version=VersionTLS12 --tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", true },
        { "O-018", "--tls-curve-preferences=29,23", false },
        { "O-019", "--metrics-cert-dir=/etc/metrics-certs", true },
        { "O-045", "--enable-pprof", false },
        { "O-045", "--disable-epslices=true", false },
        { "O-045", "--ml-secret-key=x", false },
        { "O-045", "--config-ns=metallb-system", false },
        { "O-045", "--ml-namespace=metallb-system", false },
        { "O-045", "--config=config", false },
    };

    public static TheoryData<string, string, string> Variables => new()
    {
        { "O-003", "METALLB_ML_SECRET_NAME", "memberlist" },
        { "O-004", "METALLB_DEPLOYMENT", "controller" },
        { "O-045", "METALLB_ML_SECRET_KEY", "x" },
        { "O-045", "METALLB_ML_NAMESPACE", "metallb-system" },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public void A_flag_is_taken_and_named_where_it_has_no_meaning(string id, string line, bool hasMeaning)
    {
        var options = Read(line.Split(' '), []);

        var name = line.Split(' ')[^1].Split('=')[0];
        Assert.True(hasMeaning == options.Ignored.IsEmpty, $"{id}: {line} gave [{string.Join("; ", options.Ignored)}]");
        Assert.All(options.Ignored, sentence => Assert.StartsWith(name + " is ignored: ", sentence, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_variable_without_meaning_is_named(string id, string variable, string value)
    {
        var sentence = Assert.Single(Read([], new() { [variable] = value }).Ignored);

        Assert.True(sentence.StartsWith(variable + " is ignored: ", StringComparison.Ordinal), $"{id}: {sentence}");
    }

    /// <summary>The arguments and variables of the controller's container in MetalLB's own manifests, release by release.</summary>
    [Theory]
    [InlineData("v0.13", "--port=7472 --log-level=info", "METALLB_ML_SECRET_NAME=memberlist METALLB_DEPLOYMENT=controller")]
    [InlineData("v0.14", "--port=7472 --log-level=info --tls-min-version=VersionTLS12", "METALLB_ML_SECRET_NAME=memberlist METALLB_DEPLOYMENT=controller METALLB_BGP_TYPE=frr")]
    [InlineData("v0.15", "--port=7472 --log-level=info --tls-min-version=VersionTLS12 --webhook-mode=enabled --cert-service-name=metallb-webhook-service", "METALLB_BGP_TYPE=frr-k8s METALLB_NAMESPACE=metallb-system")]
    [InlineData("v0.16", "--port=9120 --log-level=info --health-probe-port=17472", "METALLB_ML_SECRET_NAME=memberlist METALLB_DEPLOYMENT=controller METALLB_BGP_TYPE=frr-k8s METALLB_POD_NAME=controller-1")]
    public void MetalLBs_own_container_starts_a_silo(string release, string arguments, string variables)
    {
        var options = Read(
            arguments.Split(' '),
            variables.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));

        Assert.True(options.MetricsPort is 7472 || options.SecureMetrics?.Port is 9120, release);
        Assert.DoesNotContain(options.Ignored, sentence => sentence.Contains("BGP_TYPE", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Ref", "O-020")]
    public void A_kind_of_BGP_that_nobody_knows_is_named()
    {
        var sentence = Assert.Single(Read([], new() { ["METALLB_BGP_TYPE"] = "quagga" }).Ignored);

        Assert.Contains("'quagga'", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_means_something_here_is_not_taken_for_foreign()
    {
        var own = new RootCommand();
        new ServeOptions().AddTo(own);

        Assert.Empty(MetalLBFlags.All.Select(flag => flag.Name).Intersect(own.Options.Select(option => option.Name)));
    }

    private static SiloOptions Read(string[] arguments, Dictionary<string, string> environment)
    {
        var options = new ServeOptions();
        var command = new RootCommand();
        options.AddTo(command);
        var left = options.TakeForeign(command, arguments, name => environment.GetValueOrDefault(name));
        var parsed = command.Parse(left);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed);
    }
}
