using Google.Protobuf;
using MetalOrleans.Agent.Contracts;
using MetalOrleans.NetAgent.Link;

namespace MetalOrleans.Tests.NetAgent.Link;

// Invariant 10: work that repeats without a change sends nothing.
public sealed class ObservationReporterTests
{
    private static readonly ByteString Address = ByteString.CopyFrom(192, 0, 2, 10);

    private readonly ObservationReporter _reporter = new();

    [Fact]
    public void Tells_nothing_that_the_hello_has_told()
    {
        Greet(Announced());

        Assert.Null(_reporter.TakeDifference([Announced()], [], [], At(1_000)));
    }

    [Fact]
    public void Tells_what_changed_and_only_that()
    {
        Greet(Announced());
        var other = Announced(epoch: 4);
        other.Address = ByteString.CopyFrom(192, 0, 2, 11);

        var difference = _reporter.TakeDifference([Announced(), other], [], [], At(1_000));

        Assert.Equal(other, Assert.Single(difference!.Announcements));
        Assert.Null(_reporter.TakeDifference([Announced(), other], [], [], At(2_000)));
    }

    [Fact]
    public void Tells_an_ended_announcement_once_as_one_that_answers_nowhere()
    {
        Greet(Announced(epoch: 9, "eth0"));

        var difference = _reporter.TakeDifference([], [], [], At(1_000));

        var ended = Assert.Single(difference!.Announcements);
        Assert.Equal((Address, 9UL, 0), (ended.Address, ended.Epoch, ended.Interfaces.Count));
        Assert.Null(_reporter.TakeDifference([], [], [], At(2_000)));
    }

    [Fact]
    public void Tells_a_removed_interface_once()
    {
        _reporter.Told(new Hello { Interfaces = { new InterfaceState { Name = "eth0", Index = 3 } } }, At(0));

        var removed = Assert.Single(_reporter.TakeDifference([], [], [], At(1_000))!.Interfaces);

        Assert.Equal(("eth0", 3U, true), (removed.Name, removed.Index, removed.Removed));
        Assert.Null(_reporter.TakeDifference([], [], [], At(2_000)));
    }

    [Fact]
    public void A_change_is_due_at_once_but_not_twice_in_a_quarter_second()
    {
        Greet(Announced());
        _reporter.Changed(At(1_000));
        Assert.Equal(At(1_000), _reporter.NextDue);
        _reporter.TakeDifference([Announced(epoch: 5)], [], [], At(1_000));

        _reporter.Changed(At(1_100));

        Assert.Equal(At(1_250), _reporter.NextDue);
    }

    [Fact]
    public void Counters_alone_wait_five_seconds()
    {
        Greet(Announced());

        Assert.Equal(At(5_000), _reporter.NextDue);
    }

    [Fact]
    public void Is_silent_without_a_session()
    {
        Greet(Announced());
        _reporter.Stopped();
        _reporter.Changed(At(1_000));

        Assert.Null(_reporter.NextDue);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static AnnouncementState Announced(ulong epoch = 1, params string[] interfaces)
    {
        var state = new AnnouncementState { Address = Address, Epoch = epoch };
        state.Interfaces.AddRange(interfaces);
        return state;
    }

    private void Greet(AnnouncementState state) => _reporter.Told(new Hello { Announcements = { state } }, At(0));
}
