using System.Collections.Immutable;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Tests.Domain.Configuration;

/// <summary>C-150 to C-157: what ConfigurationStates say of refusals.</summary>
public sealed class ComponentStateTests
{
    private static readonly ConfigurationRefusal _pool = new("IPAddressPool", "p", "spec.addresses[0]", "overlap", "Move it.");
    private static readonly ConfigurationRefusal _l2 = new("L2Advertisement", "l", "spec.interfaces", "twice", "Remove it.");
    private static readonly ConfigurationRefusal _peer =
        new("BGPPeer", "b", "spec.password", "secret type mismatch\nfailed to parse", "Use it.") { Nodes = ["n2"] };

    [Fact]
    public void Everybody_is_valid_when_nothing_is_refused() // C-152, C-154
    {
        var states = ComponentState.Of([], ["n2", "n1"]);

        Assert.Equal(["controller", "speaker-n1", "speaker-n2"], states.Select(state => state.Name));
        Assert.Equal(
            ["poolReconcilerValid", "configReconcilerValid", "configReconcilerValid"], states.Select(state => state.ConditionType));
        Assert.All(states, state => Assert.Equal((true, "Reconciled", ""), (state.IsValid, state.Reason, state.ErrorSummary)));
    }

    [Fact]
    public void Pools_concern_all_and_advertisements_the_speakers_and_peers_those_they_select() // C-157, W-123
    {
        var states = ComponentState.Of([_pool, _l2, _peer], ["n1", "n2"]);

        Assert.All(states, state => Assert.Equal("ConfigurationError", state.Reason));
        Assert.Equal("configuration error: overlap", states[0].ErrorSummary);
        Assert.Equal("configuration error: overlap\nconfiguration error: twice", states[1].ErrorSummary);
        Assert.Equal(
            "configuration error: overlap\nconfiguration error: twice\nconfiguration error: secret type mismatch\nfailed to parse",
            states[2].ErrorSummary);
    }

    [Fact]
    public void What_belongs_to_pools_concerns_the_controller_alone()
    {
        var states = ComponentState.Of([_pool with { Kind = "IPReservation" }], ["n1"]);

        Assert.Equal([false, true], states.Select(state => state.IsValid));
    }

    [Fact]
    public void A_summary_has_a_limit_and_says_what_it_leaves_out()
    {
        var many = Enumerable.Range(0, 5_000).Select(i => _pool with { Message = $"fault {i}" }).ToImmutableArray();

        var summary = ComponentState.Of(many, [])[0].ErrorSummary;

        Assert.InRange(summary.Length, 10_000, 17_000);
        Assert.Matches(@"\nand \d+ more$", summary);
    }

    [Fact]
    public void A_verdict_names_field_fault_remedy_and_nodes_of_each_refusal()
    {
        var verdict = AcceptanceVerdict.Of([_pool with { Reason = ConfigurationRefusalReason.Conflict }, _peer]);

        Assert.Equal((false, "Conflict"), (verdict.IsAccepted, verdict.Reason));
        Assert.Equal(
            "spec.addresses[0]: overlap. Move it.\nOn n2: spec.password: secret type mismatch; failed to parse. Use it.",
            verdict.Message);
        Assert.Same(AcceptanceVerdict.Accepted, AcceptanceVerdict.Of([]));
    }

    [Fact]
    public void A_verdict_fits_into_a_condition()
    {
        var many = Enumerable.Range(0, 5_000).Select(i => _pool with { Message = $"fault {i}" }).ToImmutableArray();

        Assert.InRange(AcceptanceVerdict.Of(many).Message.Length, 30_000, 32_768);
    }
}
