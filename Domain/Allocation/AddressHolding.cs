using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Who holds one address, with which ports, on which terms; at least one Service.</summary>
internal sealed record AddressHolding(
    SharingTerms Terms, ImmutableSortedDictionary<ServiceKey, ImmutableArray<ServicePort>> PortsByHolder)
{
    /// <summary>The holding of a Service that is alone on an address.</summary>
    public static AddressHolding By(AllocationRequest request) => new(
        SharingTerms.Of(request),
        ImmutableSortedDictionary<ServiceKey, ImmutableArray<ServicePort>>.Empty.Add(request.Service, request.Ports));

    /// <summary>Whether the Service is among the holders.</summary>
    public bool IsHeldBy(ServiceKey service) => PortsByHolder.ContainsKey(service);

    /// <summary>Whether a Service of a namespace is among the holders, besides one of them.</summary>
    public bool IsHeldIn(string inNamespace, ServiceKey? besides)
    {
        foreach (var holder in PortsByHolder.Keys)
        {
            if (holder != besides && string.Equals(holder.Namespace, inNamespace, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the holding already says what the request would make it say.</summary>
    public bool Satisfies(AllocationRequest request) =>
        Terms == SharingTerms.Of(request)
        && PortsByHolder.TryGetValue(request.Service, out var ports)
        && ports.AsSpan().SequenceEqual(request.Ports.AsSpan());

    /// <summary>The holding after a request that <see cref="Check"/> let pass.</summary>
    public AddressHolding With(AllocationRequest request) =>
        new(SharingTerms.Of(request), PortsByHolder.SetItem(request.Service, request.Ports));

    /// <summary>The holding without a Service; null when nobody is left.</summary>
    public AddressHolding? Without(ServiceKey service)
    {
        var rest = PortsByHolder.Remove(service);
        return rest.IsEmpty ? null : this with { PortsByHolder = rest };
    }

    /// <summary>
    /// Whether others may join here who could not before the Service left, or changed its terms or its ports (S-035).
    /// </summary>
    public bool HasRoomMadeBy(ServiceKey service, AddressHolding before) =>
        Terms.AllowSharing
        && (Terms != before.Terms
            || !PortsByHolder.TryGetValue(service, out var ports)
            || before.PortsByHolder[service].Any(port => !ports.Contains(port)));

    /// <summary>Why the Service may not hold the address; null when it may (S-030 to S-033).</summary>
    public AllocationResult? Check(Address address, AllocationRequest request)
    {
        var others = PortsByHolder.Keys.Where(holder => holder != request.Service).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        return CheckTerms(SharingTerms.Of(request)) switch
        {
            not null when IsHeldBy(request.Service) => AllocationResult.Refused(
                AllocationRefusal.SharedWithOthers,
                $"can't change sharing key for {QuotedText.Of(request.Service.ToString())}, "
                + $"address also in use by {string.Join(',', others)}"),
            { } refusal => refusal,
            null => CheckPorts(address, request),
        };
    }

    private AllocationResult? CheckTerms(SharingTerms wanted)
    {
        if (!Terms.AllowSharing)
        {
            return AllocationResult.Refused(
                AllocationRefusal.HolderDoesNotShare, "existing service does not allow sharing");
        }

        if (!wanted.AllowSharing)
        {
            return AllocationResult.Refused(
                AllocationRefusal.RequesterDoesNotShare, "new service does not allow sharing");
        }

        if (wanted.SharingKey != Terms.SharingKey)
        {
            return AllocationResult.Refused(
                AllocationRefusal.SharingKeyDiffers,
                $"sharing key {QuotedText.Of(wanted.SharingKey)} does not match existing sharing key "
                + QuotedText.Of(Terms.SharingKey));
        }

        // MetalLB says "existing sharing key" here too, although it compares backend keys.
        return wanted.BackendKey == Terms.BackendKey
            ? null
            : AllocationResult.Refused(
                AllocationRefusal.BackendKeyDiffers,
                $"backend key {QuotedText.Of(wanted.BackendKey)} does not match existing sharing key "
                + QuotedText.Of(Terms.BackendKey));
    }

    private AllocationResult? CheckPorts(Address address, AllocationRequest request)
    {
        foreach (var (holder, taken) in PortsByHolder)
        {
            if (holder == request.Service)
            {
                continue;
            }

            foreach (var port in request.Ports)
            {
                if (taken.Contains(port))
                {
                    return AllocationResult.Refused(
                        AllocationRefusal.PortInUse,
                        $"port {port} is already in use on {QuotedText.Of(address.ToString())}");
                }
            }
        }

        return null;
    }
}
