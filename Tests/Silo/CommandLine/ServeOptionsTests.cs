using System.CommandLine;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Tests.Silo.CommandLine;

public sealed class ServeOptionsTests
{
    [Fact]
    public void A_standalone_directory_is_the_state_directory_too()
    {
        var options = Read("--standalone", "/tmp/x");

        Assert.Equal("/tmp/x", options.StandaloneDirectory);
        Assert.Equal("/tmp/x", options.StateDirectory);
        Assert.Equal(17472, options.HealthPort);
        Assert.Equal("metallb-system", options.Namespace);
    }

    [Theory]
    [InlineData("--agent-insecure", "--agent-listen", "10.0.0.1:7443")]
    [InlineData("--agent-insecure", "--agent-listen", "[::]:7443")]
    public void Plaintext_for_agents_is_refused_off_loopback(params string[] arguments)
    {
        var failure = Assert.Throws<SettingException>(() => Read(arguments));

        Assert.Contains("--agent-insecure", failure.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--agent-listen", "nonsense", "--agent-listen 'nonsense'")]
    [InlineData("--agent-listen", "10.0.0.1", "--agent-listen '10.0.0.1'")]
    [InlineData("--health-probe-port", "70000", "--health-probe-port 70000")]
    [InlineData("--heartbeat-interval", "1", "--heartbeat-interval 1")]
    [InlineData("--missed-heartbeats", "1", "--missed-heartbeats 1")]
    public void A_bad_value_is_named_with_its_option(string option, string value, string expected)
    {
        var failure = Assert.Throws<SettingException>(() => Read(option, value));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Standalone_and_kubeconfig_exclude_each_other() =>
        Assert.Throws<SettingException>(() => Read("--standalone", "/tmp/x", "--kubeconfig", "/tmp/y"));

    private static SiloOptions Read(params string[] arguments)
    {
        var options = new ServeOptions();
        var command = new RootCommand();
        options.AddTo(command);
        return options.Read(command.Parse(arguments));
    }
}
