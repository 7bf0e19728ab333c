using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;

namespace MetalOrleans.Domain.Election;

/// <summary>Whether an announced address answers: one agent asks, and if nobody answers, others do. Immutable.</summary>
/// <remarks>
/// An agent whose link is up can be deaf: behind a switch port in another VLAN, a filter, a stuck driver. Others on the
/// subnet notice; but one that hears no answer may be the deaf one itself. So a node is deaf only after several questions in
/// a row without an answer, asked by two agents in turn; where there is only one, it must have reached another node as well.
/// </remarks>
public sealed record SelfProbeExamination
{
    private SelfProbeExamination()
    {
    }

    /// <summary>The address that is asked for.</summary>
    public required Address Address { get; init; }

    /// <summary>The node that announces it.</summary>
    public required string Announcer { get; init; }

    /// <summary>What to do now.</summary>
    public SelfProbeStep Step { get; private init; } = new SelfProbeStep.End(SelfProbeVerdict.Unknown);

    /// <summary>What came out of it; null while it goes on.</summary>
    public SelfProbeVerdict? Verdict => (Step as SelfProbeStep.End)?.Verdict;

    private ImmutableArray<string> Probers { get; init; } = [];

    private IReadOnlyDictionary<Address, string> Announced { get; init; } = ImmutableDictionary<Address, string>.Empty;

    private ClusterView View { get; init; } = ClusterView.Empty;

    private int Count { get; init; }

    private int Misses { get; init; }

    private bool IsControlAsked { get; init; }


    /// <summary>Begins to examine an announced address; null when nobody can: no other agent has a usable link in its subnet.</summary>
    /// <param name="address">The address.</param>
    /// <param name="announcer">The node that announces it, and is to be heard.</param>
    /// <param name="announced">Who announces what.</param>
    /// <param name="view">The connected agents and their links.</param>
    /// <param name="count">Questions without an answer that make a node deaf; at least 1.</param>
    /// <param name="turn">Which of the possible probers begins: any number, another one each time.</param>
    public static SelfProbeExamination? Begin(
        Address address,
        string announcer,
        IReadOnlyDictionary<Address, string> announced,
        ClusterView view,
        int count,
        int turn)
    {
        ArgumentNullException.ThrowIfNull(announced);
        ArgumentNullException.ThrowIfNull(view);
        ImmutableArray<string> able =
        [
            .. view.Agents.Where(node => node != announcer && !view.DeafNodes.ContainsKey(node) && Reaches(node, address, view)),
        ];
        if (able.IsEmpty || !view.Agents.Contains(announcer) || !Reaches(announcer, address, view))
        {
            return null;
        }

        var first = (int)((uint)turn % (uint)able.Length);
        ImmutableArray<string> probers = able.Length == 1 ? able : [able[first], able[(first + 1) % able.Length]];
        return new SelfProbeExamination
        {
            Address = address,
            Announcer = announcer,
            Probers = probers,
            Announced = announced,
            View = view,
            Count = count,
            Step = new SelfProbeStep.Ask(probers[0], address, announcer),
        };
    }

    /// <summary>The examination after the answer to the question that <see cref="Step"/> asked.</summary>
    public SelfProbeExamination Take(SelfProbeAnswer answer)
    {
        if (Step is not SelfProbeStep.Ask)
        {
            return this;
        }

        if (IsControlAsked)
        {
            return End(answer == SelfProbeAnswer.Answered ? Condemn() : SelfProbeVerdict.NoWitness);
        }

        if (answer != SelfProbeAnswer.Silent)
        {
            return End(answer == SelfProbeAnswer.Answered ? SelfProbeVerdict.Heard : SelfProbeVerdict.Unknown);
        }

        var misses = Misses + 1;
        if (misses < Count)
        {
            return this with
            {
                Misses = misses,
                Step = new SelfProbeStep.Ask(Probers[misses % Probers.Length], Address, Announcer),
            };
        }

        if (Probers.Length > 1 && misses > 1)
        {
            return End(Condemn());
        }

        return Control() is { } control
            ? this with { IsControlAsked = true, Step = control }
            : End(SelfProbeVerdict.NoWitness);
    }

    private static bool Reaches(string node, Address address, ClusterView view) =>
        view.Links.TryGetValue(node, out var links)
        && links.ByName.Values.Any(link => link.IsUsableFor(address.Family) && link.Subnets.Any(subnet => subnet.Contains(address)));

    /// <summary>An address of a third node, by which a lone prober shows that it hears.</summary>
    private SelfProbeStep.Ask? Control()
    {
        var prober = Probers[0];
        foreach (var (address, node) in Announced)
        {
            if (node != prober && node != Announcer && Reaches(prober, address, View) && Reaches(node, address, View))
            {
                return new SelfProbeStep.Ask(prober, address, node);
            }
        }

        return null;
    }

    // More than half of the nodes are not outvoted by the others.
    private SelfProbeVerdict Condemn() => (View.DeafNodes.Count + 1) * 2 <= View.Agents.Count ? SelfProbeVerdict.Deaf : SelfProbeVerdict.NoMajority;

    private SelfProbeExamination End(SelfProbeVerdict verdict) => this with { Step = new SelfProbeStep.End(verdict) };
}
