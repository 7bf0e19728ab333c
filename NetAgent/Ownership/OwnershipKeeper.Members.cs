using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Announcing;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using MetalOrleans.Protocols.Ownership;

namespace MetalOrleans.NetAgent.Ownership;

/// <summary>Other members of the cluster, and what it means that there is no silo to say which of them announces.</summary>
internal sealed partial class OwnershipKeeper
{
    /// <summary>A silo can say again who shall announce what.</summary>
    public void Connected()
    {
        IsCutOff = false;
        patrol.End();
    }

    /// <summary>
    /// The silo is gone. A member that has claimed an address since the silo was last heard of may have had its order for it:
    /// it is asked, and yielded to if it answers. It may have yielded meanwhile itself, and then nobody would announce it.
    /// </summary>
    public void CutOff(TimeSpan heardAt, TimeSpan now)
    {
        IsCutOff = true;
        patrol.Begin(_table.Options, now);
        foreach (var (address, claim) in _memberClaims.Where(entry => entry.Value.At >= heardAt).ToList())
        {
            if (!patrol.TryAsk(address, _table.Options))
            {
                Handle(address, new OwnershipEvent.MemberClaimed(claim.Mac, IsCutOff: true), now);
            }
        }

        _memberClaims.Clear();
    }

    /// <summary>The silo says who belongs to the cluster: a claimant may turn out to be a member.</summary>
    public void Apply(MemberChange change, TimeSpan now)
    {
        _members.Apply(change);
        var adopted = _table.States
            .Where(entry => entry.Value.Claimant != MacAddress.Zero && _members.Contains(entry.Value.Claimant))
            .Select(entry => (entry.Key, entry.Value.Claimant))
            .ToList();
        foreach (var (address, mac) in adopted)
        {
            Handle(address, new OwnershipEvent.MemberClaimed(mac, IsCutOff), now);
        }
    }

    /// <summary>A link of an announced address is back. Without a silo it is probed first.</summary>
    /// <returns>Whether it is probed; else it is announced there as before.</returns>
    public bool Rejoined(IPAddressValue address, TimeSpan now)
    {
        if (!IsCutOff)
        {
            return false;
        }

        var actions = Handle(address, OwnershipEvent.Rejoined.Instance, now);
        if (actions.HasFlag(OwnershipActions.Stop))
        {
            LogRejoined(address);
        }

        return actions.HasFlag(OwnershipActions.Stop);
    }

    /// <summary>
    /// The process was held up, and may speak again. Without a silo each address is probed first: it may have been given to
    /// another node, which would yield to this one if it lost the silo too.
    /// </summary>
    public void Resumed(TimeSpan now)
    {
        if (!IsCutOff)
        {
            return;
        }

        var stopped = 0;
        foreach (var address in _table.States.Keys.ToList())
        {
            stopped += Handle(address, OwnershipEvent.Rejoined.Instance, now).HasFlag(OwnershipActions.Stop) ? 1 : 0;
        }

        if (stopped > 0)
        {
            LogResumed(stopped);
        }
    }

    private void HearMember(Claim claim, AddressCounters counters, TimeSpan now)
    {
        // A member that probes has an order and no claim yet.
        if (claim.IsProbe)
        {
            return;
        }

        counters.CountMemberClaim();
        _memberClaims[claim.Address] = (claim.Mac, now);
        Handle(claim.Address, new OwnershipEvent.MemberClaimed(claim.Mac, IsCutOff), now);
    }
}
