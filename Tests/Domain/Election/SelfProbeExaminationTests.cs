using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Election;
using MetalOrleans.Domain.Nodes;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Election;

/// <summary>When a node is deaf, and when whoever says so may be.</summary>
public sealed class SelfProbeExaminationTests
{
    private static readonly Address _vip = Address.Parse("10.0.0.1");
    private static readonly Address _other = Address.Parse("10.0.0.2");

    private static readonly ImmutableSortedDictionary<Address, string> _announced =
        ImmutableSortedDictionary<Address, string>.Empty.Add(_vip, "a").Add(_other, "c");

    [Fact]
    public void One_answer_is_enough()
    {
        var examination = Begin(Near("a", "b", "c"))!.Take(SelfProbeAnswer.Silent).Take(SelfProbeAnswer.Answered);

        Assert.Equal(SelfProbeVerdict.Heard, examination.Verdict);
    }

    [Fact]
    public void Two_agents_ask_in_turn_and_agree_that_a_node_is_deaf()
    {
        var examination = Begin(Near("a", "b", "c"))!;
        var asked = new List<string>();
        while (examination.Step is SelfProbeStep.Ask ask)
        {
            Assert.Equal((_vip, "a"), (ask.Address, ask.Announcer));
            asked.Add(ask.Prober);
            examination = examination.Take(SelfProbeAnswer.Silent);
        }

        Assert.Equal(["b", "c", "b"], asked);
        Assert.Equal(SelfProbeVerdict.Deaf, examination.Verdict);
    }

    [Fact]
    public void Another_agent_begins_at_the_next_turn() =>
        Assert.Equal("c", Assert.IsType<SelfProbeStep.Ask>(Begin(Near("a", "b", "c"), turn: 1)!.Step).Prober);

    [Theory]
    [InlineData(SelfProbeAnswer.Answered, SelfProbeVerdict.Deaf)]
    [InlineData(SelfProbeAnswer.Silent, SelfProbeVerdict.NoWitness)]
    [InlineData(SelfProbeAnswer.Unasked, SelfProbeVerdict.NoWitness)]
    [InlineData(SelfProbeAnswer.Other, SelfProbeVerdict.NoWitness)]
    public void A_lone_prober_is_believed_when_it_reaches_a_third_node(SelfProbeAnswer control, SelfProbeVerdict verdict)
    {
        // c has been found deaf, so it asks nobody; what it still announces may answer all the same.
        var view = Near("a", "b", "c", "d", "e", "f") with
        {
            DeafNodes = ClusterView.Empty.DeafNodes.Add("c", _other),
            Links = Near("a", "b", "c").Links,
        };
        var silent = Silent(Begin(view)!, 3);

        Assert.Equal(new SelfProbeStep.Ask("b", _other, "c"), silent.Step);
        Assert.Equal(verdict, silent.Take(control).Verdict);
    }

    [Fact]
    public void Of_two_nodes_nobody_can_tell_which_one_is_deaf() =>
        Assert.Equal(SelfProbeVerdict.NoWitness, Silent(Begin(Near("a", "b"))!, 3).Verdict);

    [Fact]
    public void More_than_half_of_the_nodes_are_never_deaf()
    {
        var view = Near("a", "b", "c", "d", "e") with
        {
            DeafNodes = ClusterView.Empty.DeafNodes.Add("d", _other).Add("e", _other),
        };

        Assert.Equal(SelfProbeVerdict.NoMajority, Silent(Begin(view)!, 3).Verdict);
    }

    [Theory]
    [InlineData(SelfProbeAnswer.Other)]
    [InlineData(SelfProbeAnswer.Unasked)]
    public void A_stranger_s_answer_and_an_agent_that_did_not_ask_say_nothing(SelfProbeAnswer answer) =>
        Assert.Equal(SelfProbeVerdict.Unknown, Silent(Begin(Near("a", "b", "c"))!, 2).Take(answer).Verdict);

    [Fact]
    public void Nobody_is_examined_whose_link_is_down_or_who_is_alone_on_the_subnet()
    {
        var view = Near("a", "b");
        Assert.Null(Begin(Near("a")));
        Assert.Null(Begin(view with { Links = view.Links.SetItem("a", Link("10.0.0.0/24", isUsable: false)) }));
        Assert.Null(Begin(view with { Links = view.Links.SetItem("b", Link("10.9.0.0/24")) }));
        Assert.Null(Begin(view with { DeafNodes = view.DeafNodes.Add("b", _other) }));
    }

    private static SelfProbeExamination? Begin(ClusterView view, int turn = 0) =>
        SelfProbeExamination.Begin(_vip, "a", _announced, view, count: 3, turn);

    private static SelfProbeExamination Silent(SelfProbeExamination examination, int times) =>
        Enumerable.Range(0, times).Aggregate(examination, (before, _) => before.Take(SelfProbeAnswer.Silent));

    private static ClusterView Near(params string[] nodes) =>
        Given.View().WithNodes([.. nodes.Select(node => Given.Node(node))]) with
        {
            Links = ClusterView.Empty.Links.AddRange(nodes.Select(node => KeyValuePair.Create(node, Link("10.0.0.0/24")))),
        };

    private static NodeLinks Link(string subnet, bool isUsable = true)
    {
        var parts = subnet.Split('/');
        var link = new NodeLink
        {
            Name = "eth0",
            IsUsable = isUsable,
            Subnets = [Prefix.Of(Address.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))],
        };
        return new NodeLinks { ByName = NodeLinks.None.ByName.Add(link.Name, link) };
    }
}
