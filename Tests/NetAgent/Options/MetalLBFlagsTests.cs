using MetalOrleans.NetAgent.Options;

namespace MetalOrleans.Tests.NetAgent.Options;

/// <summary>O-030 to O-045: every flag and variable of MetalLB's speaker starts an agent.</summary>
public sealed class MetalLBFlagsTests
{
    /// <summary>ID, the flag as manifests write it, and whether it is named as having no meaning here.</summary>
    public static TheoryData<string, string, bool> Flags => new()
    {
        { "O-030", "--namespace=metallb-system", true },
        { "O-031", "--node-name=node1", false },
        { "O-032", "--pod-name=speaker-x", false },
        { "O-033", "--host=10.0.0.1", false },
        { "O-034", "--port=7472", false },
        { "O-034", "--port=0", false },
        { "O-035", "--health-probe-port=17472", false },
        { "O-036", "--log-level=debug", false },
        { "O-036", "--pprof-bind-address=127.0.0.1:1", true },
        { "O-036", "--lb-class=metallb", true },
        { "O-036", "--tls-min-version=VersionTLS12", true },
        { "O-036", "--tls-cipher-suites=", true },
        { "O-036", "--tls-curve-preferences=29", true },
        { "O-036", "--metrics-cert-dir=/etc/certs", true },
        { "O-037", "--ignore-exclude-lb", true },
        { "O-037", "--ignore-exclude-lb=true", true },
        { "O-038", "--ml-bindaddr=10.0.0.1", true },
        { "O-038", "--ml-bindport=7946", true },
        { "O-038", "--ml-labels=app=metallb", true },
        { "O-038", "--ml-secret-key-path=/etc/ml_secret_key", true },
        { "O-039", "--ml-wan-config", true },
        { "O-040", "--bgp-debounce-timeout=3000", true },
        { "O-041", "--frrk8s-namespace=frr-k8s-system", true },
        { "O-042", "--frrk8s-secret-passthrough", true },
        { "O-045", "--enable-pprof", true },
        { "O-045", "--disable-epslices", true },
        { "O-045", "--ml-secret-key=x", true },
        { "O-045", "--config-ns=metallb-system", true },
        { "O-045", "--ml-namespace=metallb-system", true },
        { "O-045", "--config=config", true },
    };

    public static TheoryData<string, string> Variables => new()
    {
        { "O-038", "METALLB_ML_BIND_ADDR" },
        { "O-038", "METALLB_ML_BIND_PORT" },
        { "O-038", "METALLB_ML_LABELS" },
        { "O-038", "METALLB_ML_SECRET_KEY_PATH" },
        { "O-040", "METALLB_BGP_DEBOUNCE_TIMEOUT" },
        { "O-041", "FRRK8S_NAMESPACE" },
        { "O-044", "FRR_CONFIG_FILE" },
        { "O-044", "FRR_RELOADER_PID_FILE" },
        { "O-044", "FRR_LOGGING_LEVEL" },
        { "O-045", "METALLB_ML_SECRET_KEY" },
        { "O-045", "METALLB_ML_NAMESPACE" },
    };

    [Theory]
    [MemberData(nameof(Flags))]
    public void A_flag_is_taken_and_named_where_it_has_no_meaning(string id, string flag, bool isNamed)
    {
        var options = Read([flag], []);

        Assert.True(isNamed == !options.Ignored.IsEmpty, $"{id}: {flag} gave [{string.Join("; ", options.Ignored)}]");
        Assert.All(
            options.Ignored,
            sentence => Assert.StartsWith(flag.Split('=')[0] + " is ignored: ", sentence, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_variable_without_meaning_is_named(string id, string variable)
    {
        var sentence = Assert.Single(Read([], new() { [variable] = "1" }).Ignored);

        Assert.True(sentence.StartsWith(variable + " is ignored: ", StringComparison.Ordinal), $"{id}: {sentence}");
    }

    /// <summary>The arguments and variables of the speaker's container in MetalLB's own manifests, release by release.</summary>
    [Theory]
    [InlineData("--port=7472 --log-level=info", "METALLB_NODE_NAME=n METALLB_HOST=10.0.0.1 METALLB_ML_BIND_ADDR=10.0.0.1 METALLB_ML_LABELS=app=metallb,component=speaker METALLB_ML_SECRET_KEY=x", 3)]
    [InlineData("--port=7472 --log-level=info", "METALLB_NODE_NAME=n METALLB_HOST=10.0.0.1 METALLB_ML_BIND_ADDR=10.0.0.1 METALLB_ML_LABELS=app=metallb METALLB_ML_SECRET_KEY_PATH=/etc/ml_secret_key METALLB_BGP_TYPE=frr FRR_CONFIG_FILE=/etc/frr_reloader/frr.conf", 4)]
    [InlineData("--port=9120 --log-level=info --health-probe-port=17472", "METALLB_NODE_NAME=n METALLB_POD_NAME=s METALLB_HOST=h METALLB_ML_BIND_ADDR=10.0.0.1 METALLB_ML_LABELS=app=metallb METALLB_ML_SECRET_KEY_PATH=/x METALLB_BGP_TYPE=frr-k8s", 4)]
    public void MetalLBs_own_container_starts_an_agent(string arguments, string variables, int named)
    {
        var options = Read(
            arguments.Split(' '),
            variables.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
            nodeName: null);

        Assert.Equal("n", options.NodeName);
        Assert.Equal(named, options.Ignored.Length);
    }

    [Fact]
    public void What_means_something_here_is_not_taken_for_foreign() =>
        Assert.Empty(MetalLBFlags.All.Select(flag => flag.Name).Intersect(
            new AgentCommandLine(_ => null).Root.Options.Select(option => option.Name)));

    private static AgentOptions Read(string[] arguments, Dictionary<string, string> environment, string? nodeName = "n")
    {
        environment["METALORLEANS_SILO"] = "silo:7443";
        if (nodeName is not null)
        {
            environment["METALLB_NODE_NAME"] = nodeName;
        }

        var commandLine = new AgentCommandLine(environment.GetValueOrDefault);
        var result = commandLine.Read(commandLine.Parse(arguments));
        Assert.Null(result.Refusal);
        return result.Options!;
    }
}
