using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Domain.Allocation;

/// <summary>The ledger against <see cref="LedgerModel"/>, with invariant 1 asserted after every step.</summary>
public sealed class PoolLedgerPropertyTests
{
    private static readonly AddressPool _pool = Given.Pool("p", "10.0.1.250-10.0.2.3", "10.0.0.0/29", "fc00::/125");

    private static readonly ImmutableArray<Address> _addresses =
        [.. _pool.Ranges.SelectMany(range => range.ToPrefixes()).SelectMany(AddressesOf), Address.Parse("10.9.9.9")];

    private static readonly Gen<AllocationRequest> _requests =
        from service in Gen.Choose(0, 24)
        from key in Gen.Elements("", "", "a", "b")
        from backend in Gen.Elements("", "", "app=x")
        from ports in Gen.SubListOf(80, 81, 443)
        from families in Gen.Elements<IPFamily[]>(
            [IPFamily.IPv4], [IPFamily.IPv6], [IPFamily.IPv4, IPFamily.IPv6], [IPFamily.IPv6, IPFamily.IPv4])
        select new AllocationRequest
        {
            Service = new ServiceKey("ns", $"s{service}"),
            Families = [.. families],
            SharingKey = key,
            BackendKey = backend,
            Ports = [.. ports.Select(port => new ServicePort("TCP", port))],
        };

    private static readonly Gen<Step> _steps =
        from verb in Gen.Elements(Verb.Allocate, Verb.Allocate, Verb.Assign, Verb.Assign, Verb.Settle, Verb.Settle, Verb.Release)
        from request in _requests
        from one in Gen.Elements(_addresses.AsEnumerable())
        from other in Gen.Elements(_addresses.AsEnumerable())
        from isPair in Gen.Elements(true, false)
        from avoid in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Step(verb, request, isPair ? [one, other] : [one], _pool with { AvoidBuggyIPs = avoid });

    private enum Verb
    {
        Allocate,
        Assign,
        Settle,
        Release,
    }

    [Fact]
    public void Agrees_with_the_model_over_thousands_of_steps() => Gen.ArrayOf(_steps, 150).Check(
        steps =>
        {
            var ledger = PoolLedger.Empty;
            var model = new LedgerModel();
            foreach (var step in steps)
            {
                var (outcome, next) = Take(step, ledger);
                Assert.Equal(Take(step, model), outcome);
                AssertEqual(model, next);
                model.AssertSharedOnlyByAgreement();
                ledger = next;
            }

            return true;
        },
        times: 20);

    [Fact]
    public void Allocating_again_after_a_release_gives_the_same_addresses() => Gen.ArrayOf(_steps, 60).Check(
        steps =>
        {
            var ledger = steps.Aggregate(PoolLedger.Empty, (before, step) => Take(step, before).Next);
            var request = new AllocationRequest { Service = new ServiceKey("ns", "new"), Families = [IPFamily.IPv4] };

            var (first, held) = ledger.Allocate(_pool, request);
            var (second, again) = held.Release(request.Service).Allocate(_pool, request);

            return first.Addresses.SequenceEqual(second.Addresses) && held.Addresses.SequenceEqual(again.Addresses);
        },
        times: 100);

    [Fact]
    public void Releasing_everybody_frees_everything() => Gen.ArrayOf(_steps, 60).Check(
        steps =>
        {
            var ledger = steps.Aggregate(PoolLedger.Empty, (before, step) => Take(step, before).Next);
            ledger = ledger.Services.ToList().Aggregate(ledger, (before, service) => before.Release(service));

            var (lowest, _) = ledger.Allocate(_pool, steps[0].Request with { Families = [IPFamily.IPv4] });
            return !ledger.Addresses.Any()
                && ledger.InUse(IPFamily.IPv4) == 0
                && lowest.Addresses[0] == _pool.Ranges[0].First;
        },
        times: 100);

    // S-035, S-057, W-104: nobody waits for what has become free.
    [Fact]
    public void Says_so_whenever_somebody_may_have_afterwards_what_was_refused_before() => Gen.ArrayOf(_steps, 60).Check(
        steps =>
        {
            var ledger = steps.SkipLast(1).Aggregate(PoolLedger.Empty, (before, step) => Take(step, before).Next);
            var last = steps[^1];
            var (result, next) = last.Verb == Verb.Allocate
                ? ledger.Allocate(last.Pool, last.Request)
                : ledger.Assign(last.Pool, last.Addresses, last.Request);
            var isBetterOff = steps.Select(step => step.Request)
                .Where(request => request.Service != last.Request.Service)
                .Any(request => _addresses.Any(address =>
                    !ledger.Assign(_pool, [address], request).Result.IsAllocated
                    && next.Assign(_pool, [address], request).Result.IsAllocated));

            return !isBetterOff || result.HasFreed;
        },
        times: 200);

    private static (string Outcome, PoolLedger Next) Take(Step step, PoolLedger ledger)
    {
        if (step.Verb is Verb.Release or Verb.Settle)
        {
            return ("", step.Verb == Verb.Release
                ? ledger.Release(step.Request.Service)
                : ledger.Settle(step.Request.Service, step.Addresses));
        }

        var (result, next) = step.Verb == Verb.Allocate
            ? ledger.Allocate(step.Pool, step.Request)
            : ledger.Assign(step.Pool, step.Addresses, step.Request);
        return (result.Refusal?.ToString() ?? string.Join(' ', result.Addresses), next);
    }

    private static string Take(Step step, LedgerModel model)
    {
        switch (step.Verb)
        {
            case Verb.Allocate:
                return model.Allocate(step.Pool, step.Request) is { } allocated
                    ? string.Join(' ', allocated)
                    : nameof(AllocationRefusal.Exhausted);
            case Verb.Assign:
                return model.Assign(step.Pool, step.Addresses, step.Request)?.ToString()
                    ?? string.Join(' ', step.Addresses);
            case Verb.Settle:
                model.Settle(step.Request.Service, step.Addresses);
                return "";
            default:
                model.Release(step.Request.Service);
                return "";
        }
    }

    private static void AssertEqual(LedgerModel model, PoolLedger ledger)
    {
        foreach (var family in Enum.GetValues<IPFamily>())
        {
            Assert.Equal(model.InUse(family), ledger.InUse(family));
        }

        foreach (var address in _addresses)
        {
            Assert.Equal(model.HoldersOf(address), ledger.HoldersOf(address).Order());
        }

        foreach (var service in ledger.Services)
        {
            Assert.Equal(model.HeldBy(service), ledger.HeldBy(service));
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
        Verb Verb, AllocationRequest Request, ImmutableArray<Address> Addresses, AddressPool Pool);
}
