using MetalOrleans.Kubernetes.Leases;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Leases;

public sealed class LeaseMachineTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly LeaseMachine _machine;

    public LeaseMachineTests() => _machine = Machine("me");

    [Fact]
    public void Creates_the_lease_when_there_is_none()
    {
        var step = _machine.Decide(null);

        Assert.Equal(LeaseAction.Create, step.Action);
        Assert.Equal("metallb-system/silo", ObjectKey.Of(step.Write!).ToString());
        Assert.Equal(("me", 15), (step.Write!.Spec!.HolderIdentity, step.Write.Spec.LeaseDurationSeconds));
        Assert.False(_machine.IsHeldForSure);
    }

    // Invariant 3: epochs never go back, and the term is their high part; so a deleted Lease must not begin again at 0.
    [Fact]
    public void A_lease_created_anew_has_a_higher_term_than_the_one_that_was_deleted()
    {
        _machine.Decide(Lease("other", 500, "1"));
        Assert.Equal(501, _machine.Decide(null).Write!.Spec!.LeaseTransitions);

        _clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(10 * 24 * 60, Machine("fresh").Decide(null).Write!.Spec!.LeaseTransitions);
    }

    [Fact]
    public void Waits_for_another_holder_until_its_lease_went_unrenewed_on_our_clock_for_its_duration()
    {
        Assert.Equal(LeaseAction.Wait, _machine.Decide(Lease("other", 4, "1")).Action);
        _clock.Advance(TimeSpan.FromSeconds(14.9));
        Assert.Equal(LeaseAction.Wait, _machine.Decide(Lease("other", 4, "1")).Action);
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        var step = _machine.Decide(Lease("other", 4, "1"));

        Assert.Equal(LeaseAction.Acquire, step.Action);
        Assert.Equal(5, step.Write!.Spec!.LeaseTransitions);
        Assert.Equal("1", step.Write.Metadata.ResourceVersion);
    }

    [Fact]
    public void Every_renewal_of_the_other_holder_begins_the_wait_anew()
    {
        _machine.Decide(Lease("other", 4, "1"));
        _clock.Advance(TimeSpan.FromSeconds(14));
        _machine.Decide(Lease("other", 4, "2"));
        _clock.Advance(TimeSpan.FromSeconds(14));

        Assert.Equal(LeaseAction.Wait, _machine.Decide(Lease("other", 4, "2")).Action);
    }

    // The times in a Lease come from another machine's wall clock: years off must not matter.
    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public void A_clock_that_is_off_neither_steals_nor_loses_a_lease(int days)
    {
        var lease = Lease("other", 4, "1");
        lease.Spec!.RenewTime = _clock.GetUtcNow().AddDays(days);

        Assert.Equal(LeaseAction.Wait, _machine.Decide(lease).Action);
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(LeaseAction.Acquire, _machine.Decide(lease).Action);
    }

    [Fact]
    public void Waits_out_the_longer_of_the_two_durations()
    {
        var lease = Lease("other", 4, "1");
        lease.Spec!.LeaseDurationSeconds = 60;
        _machine.Decide(lease);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(LeaseAction.Wait, _machine.Decide(lease).Action);

        lease.Spec.LeaseDurationSeconds = 1;
        var shorter = Machine("third");
        shorter.Decide(lease);
        _clock.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(LeaseAction.Wait, shorter.Decide(lease).Action);
    }

    [Fact]
    public void Takes_a_released_lease_at_once_with_a_new_term()
    {
        var step = _machine.Decide(Lease("", 4, "1"));

        Assert.Equal((LeaseAction.Acquire, 5), (step.Action, step.Write!.Spec!.LeaseTransitions));
    }

    [Fact]
    public void Takes_its_own_lease_of_a_former_life_at_once_but_with_a_new_term()
    {
        var step = _machine.Decide(Lease("me", 4, "1"));

        Assert.Equal((LeaseAction.Acquire, 5), (step.Action, step.Write!.Spec!.LeaseTransitions));
    }

    [Fact]
    public void Renews_with_the_same_term_and_keeps_the_time_of_acquisition()
    {
        var acquired = Acquire();
        _clock.Advance(TimeSpan.FromSeconds(2));

        var step = _machine.DecideFromMemory()!;

        Assert.Equal((LeaseAction.Renew, 5), (step.Action, step.Write!.Spec!.LeaseTransitions));
        Assert.Equal(acquired.Spec!.AcquireTime, step.Write.Spec.AcquireTime);
        Assert.Equal(_clock.GetUtcNow(), step.Write.Spec.RenewTime);
    }

    [Fact]
    public void Holds_for_sure_until_the_renew_deadline_after_the_renewal_was_sent_not_answered()
    {
        var step = _machine.Decide(Lease("", 4, "1"));
        var sentAt = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(3));
        _machine.Wrote(Answer(step), sentAt);

        Assert.Equal(5, _machine.Hold!.Term);
        Assert.Equal(TimeSpan.FromSeconds(7), _machine.RemainingHold);
        _clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.True(_machine.IsHeldForSure);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(_machine.IsHeldForSure);
        Assert.True(_machine.GiveUpIfOverdue());
        Assert.Null(_machine.Hold);
    }

    [Fact]
    public void A_renewal_whose_answer_was_lost_does_not_end_the_hold()
    {
        var acquired = Acquire();
        var lost = _machine.DecideFromMemory()!.Write!;
        var onServer = lost with { Metadata = lost.Metadata with { ResourceVersion = "3" } };

        var step = _machine.Decide(onServer);

        Assert.Equal((LeaseAction.Renew, "3"), (step.Action, step.Write!.Metadata.ResourceVersion));
        Assert.Equal(acquired.Spec!.LeaseTransitions, step.Write.Spec!.LeaseTransitions);
        Assert.NotNull(_machine.Hold);
    }

    [Fact]
    public void An_acquisition_whose_answer_was_lost_is_made_again_with_a_new_term()
    {
        var lost = _machine.Decide(Lease("", 4, "1")).Write!;

        var step = _machine.Decide(lost with { Metadata = lost.Metadata with { ResourceVersion = "2" } });

        Assert.Equal((LeaseAction.Acquire, 6), (step.Action, step.Write!.Spec!.LeaseTransitions));
    }

    [Fact]
    public void Loses_the_hold_when_another_took_it_or_somebody_deleted_it()
    {
        Acquire();
        Assert.Equal(LeaseAction.Wait, _machine.Decide(Lease("other", 6, "9")).Action);
        Assert.False(_machine.IsHeldForSure);

        Acquire();
        Assert.Equal(LeaseAction.Create, _machine.Decide(null).Action);
        Assert.False(_machine.IsHeldForSure);
    }

    [Fact]
    public void Gives_the_hold_up_before_it_releases()
    {
        Acquire();

        var released = _machine.Release()!;

        Assert.False(_machine.IsHeldForSure);
        Assert.Equal(("", 1, 5), (released.Spec!.HolderIdentity, released.Spec.LeaseDurationSeconds, released.Spec.LeaseTransitions));
        Assert.Null(_machine.Release());
    }

    [Fact]
    public void Keeps_unknown_fields_of_the_lease()
    {
        var text = """{"metadata":{"name":"silo","namespace":"metallb-system","resourceVersion":"1","annotations":{"a":"b"}},"spec":{"strategy":"OldestEmulationVersion"}}""";
        var lease = KubernetesJson.FromUtf8<Lease>(System.Text.Encoding.UTF8.GetBytes(text));

        var written = System.Text.Encoding.UTF8.GetString(KubernetesJson.ToUtf8(_machine.Decide(lease).Write!));

        Assert.Contains("\"strategy\":\"OldestEmulationVersion\"", written, StringComparison.Ordinal);
        Assert.Contains("\"a\":\"b\"", written, StringComparison.Ordinal);
    }

    // Two machines, one lease, every interleaving that random delays and losses produce: never two sure holders, and
    // every change of holder raises the term.
    [Fact]
    public void Two_candidates_never_hold_for_sure_together()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            new LeaseRace(seed).Run(steps: 200);
        }
    }

    private static Lease Answer(LeaseStep step) =>
        step.Write! with { Metadata = step.Write.Metadata with { ResourceVersion = step.Write.Metadata.ResourceVersion + "+" } };

    private static Lease Lease(string holder, int transitions, string version) => new()
    {
        Metadata = new ObjectMeta { Name = "silo", Namespace = "metallb-system", ResourceVersion = version },
        Spec = new LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = 15, LeaseTransitions = transitions },
    };

    private Lease Acquire()
    {
        var answer = Answer(_machine.Decide(Lease("", 4, "1")));
        _machine.Wrote(answer, _clock.GetTimestamp());
        Assert.True(_machine.IsHeldForSure);
        return answer;
    }

    private LeaseMachine Machine(string identity) =>
        new(new LeaderLeaseOptions { Namespace = "metallb-system", Name = "silo", Identity = identity }, _clock);
}
