using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Ownership;

namespace MetalOrleans.Tests.Protocols.Ownership;

/// <summary>One address's ownership through time, with what its host was asked to do.</summary>
internal sealed class OwnershipStory
{
    private readonly OwnershipOptions _options;

    public OwnershipStory(bool isNew, OwnershipOptions? options = null)
    {
        _options = options ?? OwnershipOptions.Default;
        (State, var actions) = AddressOwnership.Begin(isNew, _options, TimeSpan.Zero);
        Note(actions);
    }

    public static MacAddress Stranger { get; } = Mac(0x66);

    public static MacAddress OtherStranger { get; } = Mac(0x67);

    public static MacAddress Member { get; } = Mac(0x02);

    public OwnershipState State { get; private set; }

    public TimeSpan Now { get; private set; }

    /// <summary>Every action with its time, in order; reports left out.</summary>
    public List<(int Milliseconds, OwnershipActions Action)> Done { get; } = [];

    /// <summary>The phase at each report.</summary>
    public List<OwnershipPhase> Reports { get; } = [];

    /// <summary>Lets time pass up to a moment, ticking when it is due.</summary>
    public OwnershipStory Until(double milliseconds)
    {
        var end = TimeSpan.FromMilliseconds(milliseconds);
        while (State.Due is { } due && due <= end)
        {
            Now = due > Now ? due : Now;
            Apply(OwnershipEvent.Ticked.Instance);
        }

        Now = end;
        return this;
    }

    /// <summary>Something happens at a moment.</summary>
    public OwnershipStory At(double milliseconds, OwnershipEvent happened)
    {
        Until(milliseconds);
        return Apply(happened);
    }

    public OwnershipStory Apply(OwnershipEvent happened)
    {
        (State, var actions) = AddressOwnership.Step(State, happened, _options, Now);
        Note(actions);
        return this;
    }

    private static MacAddress Mac(byte last) => MacAddress.Read([2, 0, 0, 0, 0, last]);

    private void Note(OwnershipActions actions)
    {
        foreach (var action in Enum.GetValues<OwnershipActions>())
        {
            if (action is not (OwnershipActions.None or OwnershipActions.Report) && actions.HasFlag(action))
            {
                Done.Add(((int)Now.TotalMilliseconds, action));
            }
        }

        if (actions.HasFlag(OwnershipActions.Report))
        {
            Reports.Add(State.Phase);
        }
    }
}
