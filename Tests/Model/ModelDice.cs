using System.Globalization;

namespace MetalOrleans.Tests.Model;

/// <summary>Random pools, namespaces and Services in a corner of the address space so small that they meet all the time.</summary>
internal sealed class ModelDice(int seed)
{
    private const int PoolCount = 4;
    private const int ServiceCount = 10;
    private const int IPv4Count = 12;
    private const int IPv6Count = 6;

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>The next thing that people do; a hand-over is two.</summary>
    public IReadOnlyList<ModelEdit> Edits(ModelWorld world)
    {
        switch (Next(100))
        {
            case < 25:
                return [new ModelEdit { Service = Service() }];
            case < 55 when world.Services.Count > 0:
                return [new ModelEdit { Service = Edit(Pick([.. world.Services.Values])) }];
            case < 65 when world.Services.Count > 0:
                return [new ModelEdit { NoService = Pick([.. world.Services.Keys]) }];
            case < 82 when Pool(world) is { } pool:
                return [new ModelEdit { Pool = pool }];
            case < 86 when world.Pools.Count > 0:
                return [new ModelEdit { NoPool = Pick([.. world.Pools.Keys]) }];
            case < 92 when HandOver(world) is { } handOver:
                return [new ModelEdit { NoPool = handOver.Gone }, new ModelEdit { Pool = handOver.Taking }];
            default:
                return [new ModelEdit { Namespace = Namespace(), Team = Team() }];
        }
    }

    /// <summary>A pool that overlaps with no other, or null when the dice fell so that it would.</summary>
    public ModelPool? Pool(ModelWorld world)
    {
        var name = $"p{Next(PoolCount)}";
        if (Chance(0.06))
        {
            return new ModelPool { Name = name, Addresses = [], Written = [Pick(["10.0.0.300/30", "10.0.0.9-10.0.0.1", "rubbish", "fd00::/129"])] };
        }

        var addresses = new List<string>();
        var written = new List<string>();
        foreach (var isIPv6 in new[] { false, true })
        {
            if (Chance(isIPv6 ? 0.5 : 0.85))
            {
                var first = Next(isIPv6 ? IPv6Count : IPv4Count);
                var last = Math.Min((isIPv6 ? IPv6Count : IPv4Count) - 1, first + Next(5));
                addresses.AddRange(Enumerable.Range(first, last - first + 1).Select(number => Address(isIPv6, number)));
                written.Add($"{Address(isIPv6, first)}-{Address(isIPv6, last)}");
            }
        }

        var isTaken = world.Pools.Values.Any(other => other.Name != name && other.Addresses.Intersect(addresses).Any());
        return addresses.Count == 0 || isTaken ? null : new ModelPool
        {
            Name = name,
            Addresses = addresses,
            Written = written,
            AutoAssign = Chance(0.85),
            AvoidBuggyIPs = Chance(0.15),
            ForNamespace = Chance(0.1) ? Namespace() : null,
            ForTeam = Chance(0.15) ? Team() : null,
            ForTier = Chance(0.1) ? Tier() : null,
            Priority = Next(3),
        };
    }

    /// <summary>A pool that takes over everything another one had: both edits, the giving one first.</summary>
    public (ModelPool Taking, string Gone)? HandOver(ModelWorld world)
    {
        var pools = world.ValidPools.ToList();
        if (pools.Count < 2)
        {
            return null;
        }

        var giving = Pick(pools);
        var taking = Pick(pools.Where(pool => pool != giving).ToList());
        return (taking with
        {
            Addresses = [.. taking.Addresses, .. giving.Addresses],
            Written = [.. taking.Written, .. giving.Written],
        }, giving.Name);
    }

    public ModelService Service()
    {
        var families = Pick(["4", "4", "4", "6", "46", "64"]);
        var wanted = Chance(0.2)
            ? families.Select(family => Address(family == '6', Next(family == '6' ? IPv6Count : IPv4Count))).ToList()
            : [];
        return new ModelService
        {
            Namespace = Namespace(),
            Name = $"s{Next(ServiceCount)}",
            IsLoadBalancer = Chance(0.92),
            Families = families,
            PrefersDualStack = families.Length == 2 && Chance(0.5),
            SharingKey = Pick(["", "", "k", "l"]),
            IsLocal = Chance(0.2),
            Ports = [.. new[] { 80, 81, 82 }.Where(_ => Chance(0.4)).DefaultIfEmpty(83)],
            Pool = Chance(0.15) ? $"p{Next(PoolCount)}" : "",
            Wanted = wanted,
            Tier = Tier(),
        };
    }

    /// <summary>The Service with one wish changed.</summary>
    public ModelService Edit(ModelService service)
    {
        var other = Service();
        return Next(8) switch
        {
            0 => service with { SharingKey = other.SharingKey },
            1 => service with { Ports = other.Ports },
            2 => service with { Pool = other.Pool },
            3 => service with { Wanted = [.. service.Families.Select(family => Address(family == '6', Next(IPv6Count)))] },
            4 => service with { Wanted = [] },
            5 => service with { IsLoadBalancer = !service.IsLoadBalancer },
            6 => service with { Tier = other.Tier },
            _ => service with { IsLocal = other.IsLocal },
        };
    }

    public string Namespace() => Pick(["blue", "red"]);

    public string Team() => Pick(["x", "y", ""]);

    private string Tier() => Pick(["front", "back"]);

    private static string Address(bool isIPv6, int number) =>
        isIPv6
            ? number == 0 ? "fd00::" : string.Create(CultureInfo.InvariantCulture, $"fd00::{number:x}")
            : number < IPv4Count / 2 ? $"10.0.0.{250 + number}" : $"10.0.1.{number - (IPv4Count / 2)}";
}
