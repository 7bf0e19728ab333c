using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.NetAgent.Bgp;
using MetalOrleans.NetAgent.Options;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.NetAgent.Options;

public sealed class AgentCommandLineTests
{
    private static readonly string[] Enough = ["--node-name", "node-a", "--silo", "silo:7480"];

    [Fact]
    public void Takes_the_flags()
    {
        var options = Read(
            [.. Enough, "--silo-name", "other", "--token-file", "/t", "--excludel2-file", "/e", "--log-level", "debug",
                "--log-format", "text", "--answer-ping"]).Options;

        Assert.Equal(
            new AgentOptions
            {
                NodeName = "node-a",
                Silo = new SiloEndpoint("silo", 7480, IsPlaintext: false),
                SiloName = "other",
                TokenFile = "/t",
                ExcludeL2File = "/e",
                AnswersPing = true,
                LogLevel = LogLevel.Debug,
                LogFormat = LogFormat.Text,
            },
            options);
    }

    [Fact]
    public void Takes_the_flags_of_BGP_and_refuses_what_they_cannot_be()
    {
        var options = Read([.. Enough, "--bgp-listen", "always", "--bgp-shutdown-delay", "20"]).Options!;

        Assert.Equal((BgpListenMode.Always, TimeSpan.FromSeconds(20)), (options.BgpListen, options.BgpShutdownDelay));
        Assert.Equal(BgpListenMode.Auto, Read(Enough).Options!.BgpListen);
        Assert.Contains("use auto, always or never", Read([.. Enough, "--bgp-listen", "on"]).Refusal, StringComparison.Ordinal);
        Assert.Contains("use 0 to 300 seconds", Read([.. Enough, "--bgp-shutdown-delay", "301"]).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Falls_back_to_the_environment_and_prefers_the_flag()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["METALLB_NODE_NAME"] = "node-env",
            ["METALORLEANS_SILO"] = "silo-env:1",
            ["METALORLEANS_TOKEN_FILE"] = "/token-env",
            ["METALORLEANS_CA_FILE"] = typeof(AgentCommandLineTests).Assembly.Location,
        };

        var options = Read(["--node-name", "node-flag"], environment).Options!;

        Assert.Equal("node-flag", options.NodeName);
        Assert.Equal("silo-env", options.Silo.Host);
        Assert.Equal("/token-env", options.TokenFile);
        Assert.NotNull(options.CaFile);
    }

    [Theory]
    [InlineData("--node-name", "--silo", "s:1")]
    [InlineData("--silo", "--node-name", "a")]
    [InlineData("--silo", "--node-name", "a", "--silo", "silo")]
    [InlineData("--silo", "--node-name", "a", "--silo", "silo:0")]
    [InlineData("--silo", "--node-name", "a", "--silo", "::1:80")]
    [InlineData("--ca-file", "--node-name", "a", "--silo", "s:1", "--ca-file", "/does/not/exist")]
    [InlineData("--log-level", "--node-name", "a", "--silo", "s:1", "--log-level", "loud")]
    [InlineData("--log-format", "--node-name", "a", "--silo", "s:1", "--log-format", "xml")]
    [InlineData("--insecure", "--node-name", "a", "--silo", "10.0.0.1:1", "--insecure")]
    [InlineData("--insecure", "--node-name", "a", "--silo", "silo.local:1", "--insecure")]
    [InlineData("--bogus", "--node-name", "a", "--silo", "s:1", "--bogus")]
    public void Names_the_flag_that_it_refuses(string flag, params string[] arguments)
    {
        var result = Read(arguments);

        Assert.Null(result.Options);
        Assert.Contains(flag, result.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:80", "ws://127.0.0.1/agent/v1")]
    [InlineData("[::1]:7480", "ws://[::1]:7480/agent/v1")]
    [InlineData("localhost:7480", "ws://localhost:7480/agent/v1")]
    public void Plaintext_is_for_the_loopback(string silo, string uri)
    {
        Assert.Equal(uri, Read(["--node-name", "a", "--silo", silo, "--insecure"]).Options!.Silo.Uri.ToString());
    }

    private static AgentOptionsResult Read(string[] arguments, Dictionary<string, string>? environment = null)
    {
        var commandLine = new AgentCommandLine(name => environment?.GetValueOrDefault(name));
        return commandLine.Read(commandLine.Parse(arguments));
    }
}
