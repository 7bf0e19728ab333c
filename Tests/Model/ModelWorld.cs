namespace MetalOrleans.Tests.Model;

/// <summary>
/// What people have asked for, and what may come of it: sets and loops, written without a look at the product and without
/// calling it.
/// </summary>
internal sealed class ModelWorld
{
    public SortedDictionary<string, ModelPool> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>The label <c>team</c> of each namespace.</summary>
    public SortedDictionary<string, string> Namespaces { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, ModelService> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes an edit.</summary>
    public void Apply(ModelEdit edit)
    {
        switch (Normalize(edit))
        {
            case { Service: { } service }:
                Services[service.Key] = service;
                break;
            case { NoService: { } gone }:
                Services.Remove(gone);
                break;
            case { Pool: { } pool }:
                Pools[pool.Name] = pool;
                break;
            case { NoPool: { } gone }:
                Pools.Remove(gone);
                break;
            case var other:
                Namespaces[other.Namespace!] = other.Team!;
                break;
        }
    }

    /// <summary>The edit without a change of families, which hardly any Service ever sees: it would be another one.</summary>
    public ModelEdit Normalize(ModelEdit edit) =>
        edit.Service is { } service && Services.TryGetValue(service.Key, out var before)
            ? edit with
            {
                Service = service with
                {
                    Families = before.Families,
                    PrefersDualStack = before.PrefersDualStack,
                    Wanted = before.Families == service.Families ? service.Wanted : [],
                },
            }
            : edit;

    public IEnumerable<ModelPool> ValidPools => Pools.Values.Where(pool => !pool.IsInvalid);

    public static bool IsIPv6(string address) => address.Contains(':', StringComparison.Ordinal);

    /// <summary>Invariant 1: every address in a status is of one Service, or of several that agree.</summary>
    private IEnumerable<string> DoublyHeld(IReadOnlyDictionary<string, string[]> statuses)
    {
        var holders =
            from status in statuses
            from address in status.Value
            group status.Key by address into held
            where held.Count() > 1
            select held;
        foreach (var held in holders)
        {
            var services = held.Select(key => Services[key]).ToList();
            for (var i = 0; i < services.Count; i++)
            {
                for (var j = i + 1; j < services.Count; j++)
                {
                    if (!services[i].MayShareWith(services[j]))
                    {
                        yield return $"{held.Key} is held by {services[i].Key} and {services[j].Key}, which do not share";
                    }
                }
            }
        }
    }

    /// <summary>Whether the Service may have exactly these addresses, as far as it and the pools are concerned.</summary>
    public bool IsPermitted(ModelService service, IReadOnlyList<string> addresses)
    {
        var pool = ValidPools.FirstOrDefault(candidate => addresses.All(candidate.Owns));
        return service.IsLoadBalancer
            && addresses.Count > 0
            && pool is not null
            && Admits(pool, service)
            && (service.Pool.Length == 0 || service.Pool == pool.Name)
            && (service.Wanted.Count == 0 || service.Wanted.Order().SequenceEqual(addresses.Order()))
            && HasFamiliesOf(service, addresses);
    }

    /// <summary>Whether somebody could give the Service what it asks for, given what the others have.</summary>
    public bool IsAvailable(ModelService service, IReadOnlyDictionary<string, string[]> statuses)
    {
        if (!service.IsLoadBalancer)
        {
            return false;
        }

        var families = service.Families.Select(family => family == '6').ToList();
        if (service.Wanted.Count > 0)
        {
            return IsPermitted(service, service.Wanted)
                && service.Wanted.Count == families.Count
                && service.Wanted.All(address => IsFree(service, address, statuses));
        }

        var pools = ValidPools
            .Where(pool => Admits(pool, service))
            .Where(pool => service.Pool.Length == 0 ? pool.AutoAssign : pool.Name == service.Pool);
        return pools.Any(pool => service.PrefersDualStack && families.Count == 2
            ? families.Any(family => HasRoom(pool, service, family, statuses))
            : families.All(family => HasRoom(pool, service, family, statuses)));
    }

    /// <summary>Whether the pool's restrictions let the Service in.</summary>
    public bool Admits(ModelPool pool, ModelService service)
    {
        var isRestrictedByNamespace = pool.ForNamespace is not null || pool.ForTeam is not null;
        var isNamespaceGood = pool.ForNamespace == service.Namespace
            || (pool.ForTeam is not null && Namespaces.GetValueOrDefault(service.Namespace) == pool.ForTeam);
        return (!isRestrictedByNamespace || isNamespaceGood) && (pool.ForTier is null || pool.ForTier == service.Tier);
    }

    private static bool HasFamiliesOf(ModelService service, IReadOnlyList<string> addresses)
    {
        var isOneEach = addresses.Select(IsIPv6).Distinct().Count() == addresses.Count;
        var areWanted = addresses.All(address => service.Wants(IsIPv6(address)));
        return isOneEach && areWanted
            && (addresses.Count == service.Families.Length || (service.PrefersDualStack && service.Families.Length == 2));
    }

    private bool HasRoom(ModelPool pool, ModelService service, bool isIPv6, IReadOnlyDictionary<string, string[]> statuses) =>
        pool.Addresses.Any(address => IsIPv6(address) == isIPv6 && pool.Owns(address) && IsFree(service, address, statuses));

    private bool IsFree(ModelService service, string address, IReadOnlyDictionary<string, string[]> statuses) =>
        statuses.Where(status => status.Key != service.Key && status.Value.Contains(address))
            .All(status => Services.TryGetValue(status.Key, out var holder) && holder.MayShareWith(service));

    /// <summary>What must be so when everything has come to rest, and is not.</summary>
    /// <param name="statuses">The addresses in the status of every Service.</param>
    /// <param name="kept">What the Services had at the last rest that nobody has asked otherwise since (invariant 2).</param>
    public IEnumerable<string> WrongAtRest(
        IReadOnlyDictionary<string, string[]> statuses, IReadOnlyDictionary<string, string[]> kept)
    {
        foreach (var wrong in DoublyHeld(statuses))
        {
            yield return wrong;
        }

        foreach (var service in Services.Values)
        {
            var has = statuses[service.Key];
            if (has.Length > 0 && !IsPermitted(service, has))
            {
                yield return $"{service} has {string.Join(',', has)}, which it may not";
            }

            if (has.Length == 0 && IsAvailable(service, statuses))
            {
                yield return $"{service} has nothing although there is something for it";
            }

            if (has.Length == 1 && LacksItsSecondFamily(service, has[0], statuses))
            {
                yield return $"{service} has {has[0]} only although its pool has an address of the other family";
            }

            if (kept.TryGetValue(service.Key, out var had) && !had.All(has.Contains))
            {
                yield return $"{service} had {string.Join(',', had)} and has {string.Join(',', has)}, unasked";
            }
        }
    }

    private bool LacksItsSecondFamily(
        ModelService service, string has, IReadOnlyDictionary<string, string[]> statuses) =>
        service is { PrefersDualStack: true, Families.Length: 2, Wanted.Count: 0 }
        && ValidPools.FirstOrDefault(pool => pool.Owns(has)) is { } pool
        && HasRoom(pool, service, !IsIPv6(has), statuses);
}
