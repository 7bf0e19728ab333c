namespace MetalOrleans.NetAgent.Bfd;

/// <summary>What a session did since it began. Written by BFD's thread, read by anybody.</summary>
internal sealed class BfdCounters
{
    private long _controlIn;
    private long _controlOut;
    private long _echoIn;
    private long _echoOut;
    private long _discarded;
    private long _ups;
    private long _downs;
    private long _reports;

    /// <summary>Control packets of the peer that were taken in.</summary>
    public long ControlIn => Volatile.Read(ref _controlIn);

    /// <summary>Control packets sent.</summary>
    public long ControlOut => Volatile.Read(ref _controlOut);

    /// <summary>Own echo packets that came back.</summary>
    public long EchoIn => Volatile.Read(ref _echoIn);

    /// <summary>Echo packets sent.</summary>
    public long EchoOut => Volatile.Read(ref _echoOut);

    /// <summary>Packets for the session that were discarded.</summary>
    public long Discarded => Volatile.Read(ref _discarded);

    /// <summary>How often the session went up.</summary>
    public long Ups => Volatile.Read(ref _ups);

    /// <summary>How often it was up and went down.</summary>
    public long Downs => Volatile.Read(ref _downs);

    /// <summary>How often the clients were told something.</summary>
    public long Reports => Volatile.Read(ref _reports);

    public void CountControlIn() => Count(ref _controlIn);

    public void CountControlOut() => Count(ref _controlOut);

    public void CountEchoIn() => Count(ref _echoIn);

    public void CountEchoOut() => Count(ref _echoOut);

    public void CountDiscarded() => Count(ref _discarded);

    public void CountUp() => Count(ref _ups);

    public void CountDown() => Count(ref _downs);

    public void CountReport() => Count(ref _reports);

    // One writer.
    private static void Count(ref long counter) => Volatile.Write(ref counter, counter + 1);
}
