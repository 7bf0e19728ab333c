using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Grains.Interfaces.Nodes;
using MetalOrleans.Kubernetes.Resources;

namespace MetalOrleans.Silo.Controllers;

/// <summary>The addresses that agents found to be somebody else's, for the statuses of their pools.</summary>
internal sealed class AddressConflicts
{
    /// <summary>The type of the pool's condition: True while an address of it cannot be announced, or is contested.</summary>
    public const string ConditionType = "AddressConflict";

    // A condition's message is for people; who needs all of hundreds reads the agents' log lines.
    private const int NamedMax = 5;

    private const string NoConflict = "No address of the pool is claimed by anybody else.";

    private readonly Lock _changing = new();
    private ImmutableSortedDictionary<Address, (AddressObservation Observation, string Node)> _conflicts =
        ImmutableSortedDictionary<Address, (AddressObservation, string)>.Empty;

    private Action _changed = static () => { };

    /// <summary>Calls the observer after a conflict came or went.</summary>
    public void Observe(Action observer) => _changed += observer;

    /// <summary>A node says how an address stands there.</summary>
    /// <returns>Whether it is a conflict that is over.</returns>
    public bool Set(AddressObservation observation, string node)
    {
        var isConflict = observation.Standing is AddressStanding.Conflict or AddressStanding.Contested
            or AddressStanding.NodeAddress or AddressStanding.DefaultGateway;
        if (isConflict)
        {
            Update(conflicts => conflicts.SetItem(observation.Address, (observation, node)));
            return false;
        }

        // An agent that probes has not found out yet whether the stranger is gone.
        return observation.Standing == AddressStanding.Announced
            && Update(conflicts => conflicts.TryGetValue(observation.Address, out var known) && known.Node == node
                ? conflicts.Remove(observation.Address)
                : conflicts);
    }

    /// <summary>Nobody announces the address any more, or another node does: what was found does not concern anybody.</summary>
    public void Forget(Address address, string? announcer) =>
        Update(conflicts => conflicts.TryGetValue(address, out var known) && known.Node != announcer
            ? conflicts.Remove(address)
            : conflicts);

    /// <summary>The condition that a pool's status shall have.</summary>
    public Condition ConditionOf(AddressPool pool)
    {
        var concerned = _conflicts.Where(conflict => pool.Owns(conflict.Key)).Select(conflict => conflict.Value).ToList();
        if (concerned.Count == 0)
        {
            return new Condition { Type = ConditionType, Status = "False", Reason = "NoConflict", Message = NoConflict };
        }

        var named = concerned.Take(NamedMax).Select(conflict => Explain(conflict.Observation, conflict.Node));
        var others = concerned.Count > NamedMax ? $"; and {concerned.Count - NamedMax} more" : "";
        return new Condition
        {
            Type = ConditionType,
            Status = "True",
            Reason = concerned[0].Observation.Standing.ToString(),
            Message = string.Join("; ", named) + others,
        };
    }

    /// <summary>What is the matter with an address; null when nothing is.</summary>
    public static string? Explain(AddressObservation observation, string node) => observation.Standing switch
    {
        AddressStanding.Conflict =>
            $"address \"{observation.Address}\" is in use by {observation.Claimant}: node \"{node}\" does not announce it",
        AddressStanding.Contested =>
            $"address \"{observation.Address}\" is claimed by {observation.Claimant} too: node \"{node}\" announces it all the same",
        AddressStanding.NodeAddress =>
            $"address \"{observation.Address}\" is one of node \"{node}\" itself: it is not announced",
        AddressStanding.DefaultGateway =>
            $"address \"{observation.Address}\" is the default gateway of node \"{node}\": it is not announced",
        _ => null,
    };

    private bool Update(
        Func<ImmutableSortedDictionary<Address, (AddressObservation Observation, string Node)>,
            ImmutableSortedDictionary<Address, (AddressObservation Observation, string Node)>> change)
    {
        lock (_changing)
        {
            var after = change(_conflicts);
            if (ReferenceEquals(after, _conflicts))
            {
                return false;
            }

            _conflicts = after;
        }

        _changed();
        return true;
    }
}
