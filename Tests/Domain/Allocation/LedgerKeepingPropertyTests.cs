using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Allocation;

/// <summary>
/// Random requests under random reservations, quotas, states and holds: what was given is judged afterwards, address by
/// address, without any of the ledger's indexes.
/// </summary>
public sealed class LedgerKeepingPropertyTests
{
    private static readonly AddressPool _pool = Given.Pool("p", "10.0.1.252-10.0.2.3", "fc00::/125") with { AvoidBuggyIPs = true };

    private static readonly ImmutableArray<Address> _addresses =
        [.. _pool.Ranges.SelectMany(range => range.ToPrefixes()).SelectMany(AddressesOf).Where(_pool.Owns)];

    private static readonly Gen<IPReservation> _reservations =
        from name in Gen.Elements("a", "b", "c", "d")
        from owner in Gen.Choose(0, 3)
        from isCounted in Gen.Elements(true, false)
        from count in Gen.Choose(1, 3)
        from range in Gen.Elements("10.0.1.253-10.0.1.254", "10.0.1.255-10.0.2.1", "10.0.2.2-10.0.2.9", "fc00::2-fc00::5", "fc00::4/126")
        select new IPReservation
        {
            Name = name,
            Pool = "p",
            Service = Key(owner),
            CountIPv4 = isCounted ? count : 0,
            CountIPv6 = isCounted ? 3 - count : 0,
            Ranges = isCounted ? [] : [Given.Range(range)],
        };

    private static readonly Gen<ClusterView> _views =
        from reservations in Gen.ListOf(_reservations, 3)
        from limit in Gen.Choose(1, 6)
        from hasPolicy in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from state in Gen.Frequency((5, Gen.Constant(PoolState.Active)), (1, Gen.Constant(PoolState.Frozen)))
        select Given.View(_pool) with
        {
            Reservations = ReservationSet.Of(Disjoint(reservations.DistinctBy(item => item.Name))),
            PoolPolicies = hasPolicy
                ? ClusterView.Empty.PoolPolicies.Add("p", new PoolPolicy
                {
                    Name = "policy",
                    Pool = "p",
                    State = state,
                    HoldFor = TimeSpan.FromMinutes(2),
                    Quotas = [new NamespaceQuota { Name = "q", Addresses = limit, Namespaces = ["ns0"] }],
                })
                : ClusterView.Empty.PoolPolicies,
        };

    private static readonly Gen<Step> _steps =
        from verb in Gen.Frequency(
            (6, Gen.Constant(Verb.Allocate)), (3, Gen.Constant(Verb.Assign)), (3, Gen.Constant(Verb.Delete)),
            (1, Gen.Constant(Verb.Wait)), (1, Gen.Constant(Verb.Edit)), (1, Gen.Constant(Verb.Restart)))
        from service in Gen.Choose(0, 11)
        from address in Gen.Elements<Address>([.. _addresses])
        from families in Gen.Elements<IPFamily[]>(
            [IPFamily.IPv4], [IPFamily.IPv6], [IPFamily.IPv4, IPFamily.IPv6], [IPFamily.IPv6, IPFamily.IPv6])
        from key in Gen.Elements("", "", "k")
        from view in _views
        select new Step(verb, Key(service), address, [.. families], key, view);

    private enum Verb
    {
        Allocate,
        Assign,
        Delete,
        Wait,
        Edit,
        Restart,
    }

    [Fact]
    public void Gives_nobody_what_is_kept_for_somebody_else_and_no_namespace_more_than_its_quota() =>
        Gen.ArrayOf(_steps, 120).Check(
            steps =>
            {
                var world = new World(steps[0].View);
                foreach (var step in steps)
                {
                    world.Take(step);
                }

                return true;
            },
            times: 60);

    private static ServiceKey Key(int number) => new($"ns{number % 2}", $"s{number}");

    private static IEnumerable<IPReservation> Disjoint(IEnumerable<IPReservation> reservations)
    {
        var taken = new List<AddressRange>();
        foreach (var reservation in reservations)
        {
            if (!reservation.Ranges.Any(range => taken.Any(range.Overlaps)))
            {
                taken.AddRange(reservation.Ranges);
                yield return reservation;
            }
        }
    }

    private static IEnumerable<Address> AddressesOf(Prefix prefix)
    {
        for (var value = prefix.Network.Value; value <= prefix.Last.Value; value++)
        {
            yield return Address.FromValue(value, prefix.Network.Family);
        }
    }

    private sealed record Step(
        Verb Verb, ServiceKey Service, Address Address, ImmutableArray<IPFamily> Families, string SharingKey, ClusterView View);

    /// <summary>The ledger, and beside it what the world outside knows: who was given what, who had what until when.</summary>
    private sealed class World(ClusterView view)
    {
        private readonly Dictionary<ServiceKey, (ImmutableArray<Address> Addresses, AllocationRequest Request)> _held = [];
        private readonly Dictionary<(Address, ServiceKey), DateTimeOffset> _holds = [];
        private readonly Dictionary<string, ImmutableArray<Address>> _picks = [];
        private ClusterView _view = view;
        private PoolLedger _ledger = PoolLedger.Empty;
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        private PoolPolicy? Policy => _view.PoolPolicies.GetValueOrDefault("p");

        public void Take(Step step)
        {
            switch (step.Verb)
            {
                case Verb.Delete:
                    Delete(step.Service);
                    break;
                case Verb.Wait:
                    _now += TimeSpan.FromMinutes(1);
                    break;
                case Verb.Edit:
                    _view = step.View;
                    break;
                case Verb.Restart:
                    Restart();
                    break;
                default:
                    Ask(step);
                    break;
            }

            Update();
        }

        private void Ask(Step step)
        {
            Update();
            var isAssign = step.Verb == Verb.Assign;
            var request = new AllocationRequest
            {
                Service = step.Service,
                Families = isAssign ? [step.Address.Family] : step.Families,
                PerFamilyMax = 2,
                SharingKey = step.SharingKey,
                Ports = [new ServicePort("TCP", 80 + (step.Service.Name.Length % 7) + (step.Service.Name[1] % 5))],
                Reservations = [.. _view.Reservations.Admitting(new ServiceView { Key = step.Service }, Given.Labels()).Select(r => r.Name)],
            };
            var terms = PoolTerms.For(_view, _pool, step.Service.Namespace);
            var before = _ledger;
            var (result, next) = isAssign
                ? _ledger.Assign(terms, [step.Address], request)
                : _ledger.Allocate(terms, request);
            if (!result.IsAllocated)
            {
                Assert.Same(before, next);
                Assert.NotEmpty(result.Message);
                return;
            }

            var had = _held.GetValueOrDefault(step.Service, ([], request)).Addresses;
            Assert.Equal(result.Addresses.Length, result.Addresses.Distinct().Count());
            foreach (var given in result.Addresses.Except(had))
            {
                AssertMayHave(given, step.Service, request);
            }

            var inUse = Namespace("ns0").Count();
            _ledger = next.Settle(step.Service, result.Addresses);
            _held[step.Service] = (result.Addresses, request);
            foreach (var hold in _holds.Keys.Where(hold => hold.Item2 == step.Service).ToList())
            {
                _holds.Remove(hold);
            }

            if (Policy is { } policy)
            {
                // Lowering a quota takes nothing away, and lets nothing be added.
                Assert.True(Namespace("ns0").Count() <= Math.Max(inUse, policy.Quotas[0].Addresses), "The quota is exceeded.");
            }
        }

        private void AssertMayHave(Address given, ServiceKey service, AllocationRequest request)
        {
            Assert.True(_pool.Owns(given), $"{given} is not in the pool.");
            var holds = _holds.Keys.Where(hold => hold.Item1 == given).Select(hold => hold.Item2).ToList();
            Assert.DoesNotContain(
                _view.Reservations.ByName.Values,
                reservation => !holds.Contains(service)
                    && !request.Reservations.Contains(reservation.Name)
                    && (reservation.IsCounted
                        ? _picks[reservation.Name].Contains(given)
                        : reservation.Ranges.Any(range => range.Contains(given))
                            && !_picks.Any(entry => request.Reservations.Contains(entry.Key) && entry.Value.Contains(given))));
            var holders = _held.Where(entry => entry.Key != service && entry.Value.Addresses.Contains(given)).ToList();
            Assert.All(holders, holder =>
            {
                Assert.Equal(request.SharingKey, holder.Value.Request.SharingKey);
                Assert.NotEqual("", request.SharingKey);
                Assert.Empty(holder.Value.Request.Ports.Intersect(request.Ports));
            });
            var isFrozen = Policy?.State == PoolState.Frozen;
            Assert.False(isFrozen && !holds.Contains(service), "A frozen pool gave something new.");
            Assert.False(
                holders.Count == 0 && holds.Count > 0 && !holds.Contains(service), $"{given} is held for {string.Join(' ', holds)}.");
        }

        private void Delete(ServiceKey service)
        {
            if (Policy is { } policy)
            {
                _ledger = _ledger.HoldFor(service, _now + policy.HoldFor);
                foreach (var address in _held.GetValueOrDefault(service, ([], null!)).Addresses)
                {
                    _holds[(address, service)] = _now + policy.HoldFor;
                }
            }

            _ledger = _ledger.Release(service);
            _held.Remove(service);
        }

        /// <summary>A new silo knows the Services' statuses, and those of reservations and policies.</summary>
        private void Restart()
        {
            Update();
            _view = _view with
            {
                RememberedPicks = ClusterView.Empty.RememberedPicks.AddRange(_picks),
                RememberedHolds = ClusterView.Empty.RememberedHolds.Add(
                    "p", [.. _holds.Select(hold => new AddressHold(hold.Key.Item1, hold.Key.Item2, hold.Value))]),
            };
            _ledger = PoolLedger.Empty;
            foreach (var (addresses, request) in _held.Values)
            {
                _ledger = _ledger.Assign(_pool, addresses, request).Next;
            }
        }

        private void Update()
        {
            _ledger = _ledger.Under(_view, _pool, _now);
            Assert.Same(_ledger, _ledger.Under(_view, _pool, _now));
            foreach (var hold in _holds.Where(hold => hold.Value <= _now || Policy is null).ToList())
            {
                _holds.Remove(hold.Key);
            }

            var keeping = PoolKeeping.Of(_ledger, _view, _pool);
            Assert.Equal(
                _holds.Select(hold => (hold.Key, hold.Value)).Order(),
                keeping.Holds.Select(hold => ((hold.Address, hold.Service), hold.Until)).Order());
            foreach (var reservation in keeping.Reservations.Where(item => _view.Reservations.ByName[item.Name].IsCounted))
            {
                ImmutableArray<Address> picks = [.. _addresses.Where(address => reservation.Ranges.Any(range => range.Contains(address)))];
                var wanted = _view.Reservations.ByName[reservation.Name];
                Assert.Equal(wanted.CountIPv4 + wanted.CountIPv6 - reservation.Missing, picks.Length);
                AssertPicksStay(wanted, picks);
                _picks[reservation.Name] = picks;
            }

            foreach (var gone in _picks.Keys.Where(name => !keeping.Reservations.Any(item => item.Name == name)
                || !_view.Reservations.ByName[name].IsCounted).ToList())
            {
                _picks.Remove(gone);
            }

            foreach (var (service, (addresses, _)) in _held)
            {
                Assert.Equal(addresses.Order(), _ledger.HeldBy(service).Order());
            }
        }

        private void AssertPicksStay(IPReservation wanted, ImmutableArray<Address> picks)
        {
            foreach (var family in _picks.GetValueOrDefault(wanted.Name, []).GroupBy(address => address.Family))
            {
                if (family.Count() <= wanted.Count(family.Key))
                {
                    Assert.Empty(family.Except(picks));
                }
            }
        }

        private IEnumerable<Address> Namespace(string name) =>
            _held.Where(entry => entry.Key.Namespace == name).SelectMany(entry => entry.Value.Addresses).Distinct();
    }
}
