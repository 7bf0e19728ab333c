using System.Diagnostics.CodeAnalysis;

namespace MetalOrleans.Protocols.Ownership;

/// <summary>The ownership of every ordered address, and which of them wants attention next.</summary>
/// <remarks>
/// A machine without clock or I/O, owned by one caller. An address at rest costs nothing: it is touched by its own events only.
/// </remarks>
/// <typeparam name="TAddress">What an address is known by.</typeparam>
public sealed class OwnershipTable<TAddress>
    where TAddress : notnull
{
    private readonly Dictionary<TAddress, OwnershipState> _states = [];
    private readonly PriorityQueue<TAddress, (TimeSpan Due, long Order)> _dues = new();
    private long _order;

    /// <summary>A table with nothing in it.</summary>
    public OwnershipTable(OwnershipOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>The times; a change counts from the next event on.</summary>
    public OwnershipOptions Options { get; set; }

    /// <summary>When the next address is due; null for never.</summary>
    public TimeSpan? NextDue => TryPeekDue(out _, out var due) ? due : null;

    /// <summary>The addresses and how they stand.</summary>
    public IReadOnlyDictionary<TAddress, OwnershipState> States => _states;

    /// <summary>An order names the address: it is new here, or its order changed.</summary>
    public OwnershipActions Ordered(TAddress address, bool isNew, TimeSpan now)
    {
        var (next, actions) = _states.TryGetValue(address, out var state)
            ? AddressOwnership.Step(state, new OwnershipEvent.Ordered(isNew), Options, now)
            : AddressOwnership.Begin(isNew, Options, now);
        Set(address, next);
        return actions;
    }

    /// <summary>There is no order for the address any more.</summary>
    public void Ended(TAddress address) => _states.Remove(address);

    /// <summary>Something happened to an address; nothing when there is no order for it.</summary>
    public OwnershipActions Handle(TAddress address, OwnershipEvent happened, TimeSpan now)
    {
        if (!_states.TryGetValue(address, out var state))
        {
            return OwnershipActions.None;
        }

        var (next, actions) = AddressOwnership.Step(state, happened, Options, now);
        if (!ReferenceEquals(next, state))
        {
            Set(address, next);
        }

        return actions;
    }

    /// <summary>The next address that is due, without touching it.</summary>
    public bool TryPeekDue(TimeSpan now, [MaybeNullWhen(false)] out TAddress address) =>
        TryPeekDue(out address, out var due) && due <= now;

    private bool TryPeekDue([MaybeNullWhen(false)] out TAddress address, out TimeSpan due)
    {
        while (_dues.TryPeek(out address, out var priority))
        {
            due = priority.Due;
            if (_states.TryGetValue(address, out var state) && state.Due == due)
            {
                return true;
            }

            // The address has ended, or waits for another moment now.
            _dues.Dequeue();
        }

        due = default;
        return false;
    }

    private void Set(TAddress address, OwnershipState state)
    {
        var before = _states.TryGetValue(address, out var held) ? held.Due : null;
        _states[address] = state;
        if (state.Due is { } due && due != before)
        {
            _dues.Enqueue(address, (due, ++_order));
        }
    }
}
