using System.Diagnostics.Metrics;
using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Silo.Identity;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Silo.Identity;

/// <summary>Every refusal of an agent is counted, and logged once with what is wrong and what to do.</summary>
public sealed class AgentRefusalsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordedLog _log = new();
    private readonly MetricsCollector _collector;
    private readonly AgentRefusals _refusals;

    public AgentRefusalsTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _collector = new MetricsCollector(meters);
        _refusals = new AgentRefusals(meters, _log.Loggers.CreateLogger<AgentRefusals>());
    }

    public void Dispose()
    {
        _collector.Dispose();
        _services.Dispose();
        _log.Dispose();
    }

    [Fact]
    public void Each_reason_is_counted_each_time_and_told_once()
    {
        foreach (var reason in Enum.GetValues<AgentRefusalReason>())
        {
            for (var time = 0; time < 3; time++)
            {
                _refusals.Refuse("of node node1", reason, "what to do about " + reason);
            }

            Assert.Contains(
                $"metalorleans_agent_refusals_total{{reason=\"{reason}\"}} 3\n", _collector.Collect(), StringComparison.Ordinal);
            Assert.Single(_log.With("\"warn\"", $"Agent of node node1 was refused ({reason}): what to do about {reason}"));
        }
    }

    [Fact]
    public void Another_agent_another_explanation_and_a_return_after_service_are_told_again()
    {
        _refusals.Refuse("of node node1", AgentRefusalReason.InvalidToken, "expired");
        _refusals.Refuse("of node node2", AgentRefusalReason.InvalidToken, "expired");
        _refusals.Refuse("of node node1", AgentRefusalReason.InvalidToken, "revoked");
        _refusals.Served("of node node1");
        _refusals.Refuse("of node node1", AgentRefusalReason.InvalidToken, "revoked");

        Assert.Equal(4, _log.Lines.Length);
    }
}
