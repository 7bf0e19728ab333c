using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Services;

/// <summary>Random Services under random configurations: what must hold after every pass.</summary>
public sealed class ServiceConvergencePropertyTests
{
    private static readonly AddressPool[] _configured =
    [
        Given.Pool("a", "10.0.0.0/30"),
        Given.Pool("a-renamed", "10.0.0.0/30"),
        Given.Pool("b", "10.0.1.0/31", "fc00:1::/127"),
        Given.Pool("b", "fc00:1::/127", "10.0.1.1/32"),
        Given.Pool("c", "fc00:2::/126") with { AutoAssign = false },
        Given.Pool("d", "10.0.3.254-10.0.4.1") with
        {
            AvoidBuggyIPs = true,
            ServiceAllocation = new ServiceAllocation { Priority = 5, ServiceSelectors = [Given.Selector("tier=front")] },
        },
    ];

    private static readonly Gen<ClusterView> _views =
        from chosen in Gen.SubListOf(_configured)
        select Given.View([.. chosen.DistinctBy(pool => pool.Ranges[0].First).DistinctBy(pool => pool.Name)]);

    private static readonly Gen<ServiceView> _services =
        from name in Gen.Choose(0, 5)
        from isLoadBalancer in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from clusterIPs in Gen.Elements("10.96.0.1", "fd00::1", "10.96.0.1 fd00::1", "fd00::1 10.96.0.1", "None", "")
        from policy in Gen.Elements(Enum.GetValues<IPFamilyPolicy>())
        from prefersIPv6 in Gen.Elements(true, false)
        from pool in Gen.Elements("", "", "", "a", "b", "c", "d", "gone")
        from wish in Gen.Elements("", "", "", "10.0.0.1", "fc00:1::,10.0.1.1", "10.0.1.1", "fc00:2::1", "10.0.0.256")
        from key in Gen.Elements("", "", "k")
        from port in Gen.Choose(80, 82)
        from label in Gen.Elements("tier=front", "tier=back")
        select new ServiceView
        {
            Key = new ServiceKey("default", $"s{name}"),
            IsLoadBalancer = isLoadBalancer,
            ClusterIPs = [.. clusterIPs.Split(' ')],
            IPFamilyPolicy = policy,
            PrefersIPv6 = prefersIPv6,
            Annotations = Annotations(pool, wish, key),
            Ports = [new ServicePort("TCP", port)],
            Labels = Given.Labels(label),
        };

    private static readonly Gen<object> _changes = Gen.Frequency(
        (8, _services.Select(object (service) => service)), (1, _views.Select(object (view) => view)));

    [Fact]
    public void Holds_what_the_status_says_and_a_second_pass_changes_nothing() => Gen.ArrayOf(_changes, 40).Check(
        changes =>
        {
            var harness = new ConvergenceHarness(_configured[0], _configured[2], _configured[4], _configured[5]);
            var services = new SortedDictionary<ServiceKey, ServiceView>();
            foreach (var change in changes)
            {
                if (change is ServiceView changed)
                {
                    var before = services.GetValueOrDefault(changed.Key, changed);
                    Converge(harness, services, changed with
                    {
                        IngressIPs = before.IngressIPs,
                        Annotations = KeepAllocatedFrom(changed, before),
                    });
                }
                else
                {
                    harness.View = (ClusterView)change;
                    foreach (var service in services.Values.OrderByDescending(s => s.IngressIPs.Length).ToList()) // S-058
                    {
                        Converge(harness, services, service);
                    }
                }

                AssertHoldings(harness, services.Values);
            }

            return true;
        },
        times: 60);

    private static void Converge(
        ConvergenceHarness harness, SortedDictionary<ServiceKey, ServiceView> services, ServiceView service)
    {
        var outcome = harness.ConvergeRemembering(service);
        var settled = ConvergenceHarness.Apply(service, outcome);
        services[service.Key] = settled;

        if (outcome.Pool is not null && outcome.Refusal is null)
        {
            Assert.All(outcome.Addresses, address => Assert.True(harness.View.Pools[outcome.Pool].Owns(address)));
        }

        var ledgers = _configured.Select(pool => harness.Ledger(pool.Name)).ToList();
        var again = harness.ConvergeRemembering(settled); // Invariant 10
        Assert.False(again.ChangesService);
        Assert.Equal(outcome.Refusal, again.Refusal);
        Assert.Equal(outcome.IngressIPs.AsEnumerable(), again.IngressIPs);
        Assert.DoesNotContain(again.Events, e => e.Reason is "IPAllocated" or "ClearAssignment" or "InternalError");
        Assert.All(
            _configured.Zip(ledgers), pair => Assert.Same(pair.Second, harness.Ledger(pair.First.Name)));
    }

    /// <summary>Invariants 1 and 2: ledgers and statuses say the same.</summary>
    private static void AssertHoldings(ConvergenceHarness harness, IEnumerable<ServiceView> services)
    {
        foreach (var service in services)
        {
            var held = harness.View.Pools.Keys.SelectMany(pool => harness.Ledger(pool).HeldBy(service.Key)).ToList();
            var isKept = ServiceRequest.Read(service).ClusterIPs.Refusal is not null;
            if (!isKept || held.Count > 0)
            {
                Assert.Equal(service.IngressIPs.Select(Address.Parse), held);
            }
        }
    }

    private static ImmutableSortedDictionary<string, string> KeepAllocatedFrom(ServiceView changed, ServiceView before) =>
        before.Annotations.TryGetValue(ServiceAnnotations.AllocatedFromPool, out var pool)
            ? changed.Annotations.SetItem(ServiceAnnotations.AllocatedFromPool, pool)
            : changed.Annotations;

    private static ImmutableSortedDictionary<string, string> Annotations(string pool, string wish, string key) =>
        new Dictionary<string, string>
        {
            [ServiceAnnotations.AddressPool] = pool,
            [ServiceAnnotations.LoadBalancerIPs] = wish,
            [ServiceAnnotations.AllowSharedIP] = key,
        }.Where(annotation => annotation.Value.Length > 0).ToImmutableSortedDictionary();
}
