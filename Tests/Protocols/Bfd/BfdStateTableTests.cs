using MetalOrleans.Protocols.Bfd;
using static MetalOrleans.Tests.Protocols.Bfd.BfdStory;

namespace MetalOrleans.Tests.Protocols.Bfd;

/// <summary>RFC 5880 §6.2, §6.8.6: every own state with every state that a packet can carry.</summary>
public sealed class BfdStateTableTests
{
    public static TheoryData<BfdState, BfdState, BfdState, BfdDiagnostic> Cells => new()
    {
        { BfdState.AdminDown, BfdState.AdminDown, BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown },
        { BfdState.AdminDown, BfdState.Down, BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown },
        { BfdState.AdminDown, BfdState.Init, BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown },
        { BfdState.AdminDown, BfdState.Up, BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown },
        { BfdState.Down, BfdState.AdminDown, BfdState.Down, BfdDiagnostic.None },
        { BfdState.Down, BfdState.Down, BfdState.Init, BfdDiagnostic.None },
        { BfdState.Down, BfdState.Init, BfdState.Up, BfdDiagnostic.None },
        { BfdState.Down, BfdState.Up, BfdState.Down, BfdDiagnostic.None },
        { BfdState.Init, BfdState.AdminDown, BfdState.Down, BfdDiagnostic.NeighborSignaledSessionDown },
        { BfdState.Init, BfdState.Down, BfdState.Init, BfdDiagnostic.None },
        { BfdState.Init, BfdState.Init, BfdState.Up, BfdDiagnostic.None },
        { BfdState.Init, BfdState.Up, BfdState.Up, BfdDiagnostic.None },
        { BfdState.Up, BfdState.AdminDown, BfdState.Down, BfdDiagnostic.NeighborSignaledSessionDown },
        { BfdState.Up, BfdState.Down, BfdState.Down, BfdDiagnostic.NeighborSignaledSessionDown },
        { BfdState.Up, BfdState.Init, BfdState.Up, BfdDiagnostic.None },
        { BfdState.Up, BfdState.Up, BfdState.Up, BfdDiagnostic.None },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_packet_takes_the_session_where_the_RFC_says(
        BfdState own, BfdState received, BfdState expected, BfdDiagnostic diagnostic)
    {
        var story = In(own).Forget();

        story.Hear(1, Packet(received));

        Assert.Equal(expected, story.Session.State);
        Assert.Equal(diagnostic, story.Session.Diagnostic);
        Assert.Equal(own != expected, story.Done.Any(done => done.Action.Kind == BfdActionKind.StateChanged));
        Assert.Equal(received, story.Session.RemoteState);
    }

    [Fact]
    public void The_table_has_every_cell() => Assert.Equal(
        Enum.GetValues<BfdState>().Length * Enum.GetValues<BfdState>().Length, Cells.Count);

    // §6.8.6: bfd.SessionState AdminDown discards after the peer's values were taken.
    [Fact]
    public void A_session_held_down_answers_no_poll()
    {
        var story = In(BfdState.AdminDown).Forget();

        story.Hear(1, Packet(BfdState.Up, BfdControlFlags.Poll));

        Assert.Empty(story.Sent);
    }

    // §6.8.4: only a session that is Init or Up goes down by silence; §6.8.1: the peer is forgotten in any.
    [Theory]
    [InlineData(BfdState.AdminDown, BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown)]
    [InlineData(BfdState.Down, BfdState.Down, BfdDiagnostic.None)]
    [InlineData(BfdState.Init, BfdState.Down, BfdDiagnostic.ControlDetectionTimeExpired)]
    [InlineData(BfdState.Up, BfdState.Down, BfdDiagnostic.ControlDetectionTimeExpired)]
    public void Silence_for_the_detection_time_forgets_the_peer(BfdState own, BfdState expected, BfdDiagnostic diagnostic)
    {
        var story = In(own).Hear(10, Packet(own == BfdState.Down ? BfdState.AdminDown : own == BfdState.Init ? BfdState.Down : BfdState.Up));

        story.Until(909);
        Assert.Equal(Peer, story.Session.RemoteDiscriminator);
        story.Until(910);

        Assert.Equal(0U, story.Session.RemoteDiscriminator);
        Assert.Equal(expected, story.Session.State);
        Assert.Equal(diagnostic, story.Session.Diagnostic);
        Assert.Equal(own == BfdState.Up, story.Session.HasFailed);
    }

    [Theory]
    [InlineData(BfdState.AdminDown)]
    [InlineData(BfdState.Down)]
    [InlineData(BfdState.Init)]
    [InlineData(BfdState.Up)]
    public void An_administrator_takes_it_down_from_any_state_and_lets_it_go(BfdState own)
    {
        var story = In(own);

        story.At(1, BfdEvent.Disabled);
        Assert.Equal(BfdState.AdminDown, story.Session.State);
        Assert.False(story.Session.HasFailed);
        story.At(2, BfdEvent.Enabled);

        Assert.Equal(BfdState.Down, story.Session.State);
    }

    [Theory]
    [InlineData(BfdState.AdminDown, BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown)]
    [InlineData(BfdState.Down, BfdState.Down, BfdDiagnostic.None)]
    [InlineData(BfdState.Init, BfdState.Down, BfdDiagnostic.PathDown)]
    [InlineData(BfdState.Up, BfdState.Down, BfdDiagnostic.PathDown)]
    public void A_lost_path_takes_down_what_was_coming_up_or_up(BfdState own, BfdState expected, BfdDiagnostic diagnostic)
    {
        var story = In(own);

        story.At(1, BfdEvent.PathLost);

        Assert.Equal(expected, story.Session.State);
        Assert.Equal(diagnostic, story.Session.Diagnostic);
        Assert.Equal(own == BfdState.Up, story.Session.HasFailed);
    }

    private static BfdStory In(BfdState state)
    {
        var story = new BfdStory();
        switch (state)
        {
            case BfdState.AdminDown:
                story.At(0, BfdEvent.Disabled);
                break;
            case BfdState.Init:
                story.Hear(0, Packet(BfdState.Down, your: 0));
                break;
            case BfdState.Up:
                story.Up();
                break;
        }

        Assert.Equal(state, story.Session.State);
        return story;
    }
}
