using System.Net;
using System.Text;
using MetalOrleans.Agent.Contracts.Logging;
using MetalOrleans.Lab.Oracle;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Lab.Oracle;

public sealed class OrderLedgerTests
{
    [Fact]
    public void Reads_orders_and_withdrawals_of_both_families_out_of_an_agents_log_and_nothing_else()
    {
        var ledger = new OrderLedger(new ManualTimeProvider());
        var mac = MacAddress.Read([2, 0, 0, 0, 0, 1]);

        ledger.Heard(mac, "2026-01-01T00:00:00.000Z info Announcer service has IP, announcing: ip 192.168.1.240, epoch 4294967297, interfaces named 0");
        ledger.Heard(mac, "2026-01-01T00:00:00.000Z info AgentLoop agent link established with silo s at 10.255.0.1:7443");
        ledger.Heard(mac, "2026-01-01T00:00:00.000Z info Announcer withdrawing service announcement: ip 2001:db8:1::f001");

        Assert.Equal(
            [
                new OracleEvent.Ordered(TimeSpan.Zero, mac, IPAddress.Parse("192.168.1.240"), 4294967297),
                new OracleEvent.Withdrawn(TimeSpan.Zero, mac, IPAddress.Parse("2001:db8:1::f001")),
            ],
            ledger.Said.Select(said => said with { At = TimeSpan.Zero }));
    }

    [Theory]
    [InlineData(LogFormat.Json)]
    [InlineData(LogFormat.Text)]
    public void Believes_a_lines_stamp_when_it_was_read_late_and_not_when_another_clock_wrote_it(LogFormat format)
    {
        var time = new ManualTimeProvider();
        var ledger = new OrderLedger(time);
        var mac = MacAddress.Read([2, 0, 0, 0, 0, 1]);
        time.Advance(TimeSpan.FromSeconds(20));

        ledger.Heard(mac, Line(format, TimeSpan.FromSeconds(17.5)));
        ledger.Heard(mac, Line(format, TimeSpan.FromSeconds(5)));
        ledger.Heard(mac, Line(format, TimeSpan.FromSeconds(21)));

        Assert.Equal([17.5, 20, 20], ledger.Said.Select(said => said.At.TotalSeconds));
    }

    /// <summary>What an agent writes, by the agents' own writer.</summary>
    private static string Line(LogFormat format, TimeSpan at)
    {
        var clock = new ManualTimeProvider();
        clock.Advance(at);
        using var output = new MemoryStream();
        new LineWriter(output, format, clock).Write(new LogEntry(
            LogLevel.Information,
            "Announcer",
            Event: null,
            "service has IP, announcing: ip 192.168.1.240, epoch 1, interfaces named 0",
            [KeyValuePair.Create<string, object?>("Ip", "192.168.1.240")],
            Exception: null));
        return Encoding.UTF8.GetString(output.ToArray()).TrimEnd();
    }
}
