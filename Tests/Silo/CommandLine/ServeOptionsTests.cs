using System.CommandLine;
using MetalOrleans.Domain.Election;
using MetalOrleans.Silo.CommandLine;
using MetalOrleans.Silo.Gateway;
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
    [InlineData("--l2-hold-down", "-1", "--l2-hold-down -1")]
    [InlineData("--l2-self-probe", "86401", "--l2-self-probe 86401")]
    [InlineData("--l2-self-probe-count", "1", "--l2-self-probe-count 1")]
    [InlineData("--l2-rebalance-interval", "9", "--l2-rebalance-interval 9")]
    [InlineData("--l2-hand-over-timeout", "0", "--l2-hand-over-timeout 0")]
    [InlineData("--agent-return-timeout", "60001", "--agent-return-timeout 60001")]
    [InlineData("--probe-count", "11", "--probe-count 11")]
    [InlineData("--gratuitous-rate", "0", "--gratuitous-rate 0")]
    public void A_bad_value_is_named_with_its_option(string option, string value, string expected)
    {
        var failure = Assert.Throws<SettingException>(() => Read(option, value));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layer_2_is_as_MetalLB_has_it_but_for_the_hold_down()
    {
        var options = Read("--standalone", "/tmp/x").Layer2;

        Assert.Equal(L2Policy.MetalLB, options.Policy);
        Assert.Equal(TimeSpan.FromSeconds(30), options.HoldDown);
        Assert.Equal((TimeSpan.Zero, 3), (options.SelfProbeInterval, options.SelfProbeCount));
    }

    [Fact]
    public void Layer_2_options_say_how_addresses_are_placed_and_move()
    {
        var options = Read(
            "--standalone", "/tmp/x", "--l2-placement", "spread", "--l2-failback", "on-request", "--l2-hold-down", "0",
            "--l2-rebalance-interval", "50", "--l2-hand-over-timeout", "100", "--agent-return-timeout", "0").Layer2;

        Assert.Equal(new L2Policy(L2Placement.Spread, L2Failback.OnRequest), options.Policy with { HandOverTimeout = L2Policy.MetalLB.HandOverTimeout });
        Assert.Equal(
            (0, 50, 100, 0),
            (options.HoldDown.TotalSeconds, options.RebalanceInterval.TotalMilliseconds, options.HandOverTimeout.TotalMilliseconds,
                options.AgentReturnTimeout.TotalMilliseconds));
    }

    [Fact]
    public void Standalone_and_kubeconfig_exclude_each_other() =>
        Assert.Throws<SettingException>(() => Read("--standalone", "/tmp/x", "--kubeconfig", "/tmp/y"));

    [Fact]
    public void What_agents_are_told_of_ownership_is_what_the_flags_say()
    {
        var settings = Read(
            "--probe-count", "2", "--probe-interval", "30", "--reprobe-interval", "7", "--conflict-policy", "give-way",
            "--gratuitous-refresh", "60", "--gratuitous-rate", "500").Gateway.Ownership.ToMessage();

        Assert.Equal(
            new MetalOrleans.Agent.Contracts.OwnershipSettings
            {
                ProbeCount = 2,
                ProbeIntervalMilliseconds = 30,
                DefenceIntervalMilliseconds = 10_000,
                GivesWay = true,
                ReprobeMilliseconds = 7_000,
                ReprobeMaxMilliseconds = 84_000,
                RefreshMilliseconds = 60_000,
                FramesPerSecond = 500,
                FrameBurst = 100,
            },
            settings);
        Assert.Equal(new OwnershipOptions(), Read().Gateway.Ownership);
    }

    private static SiloOptions Read(params string[] arguments)
    {
        var options = new ServeOptions();
        var command = new RootCommand();
        options.AddTo(command);
        return options.Read(command.Parse(arguments));
    }
}
