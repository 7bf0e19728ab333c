namespace MetalOrleans.NetAgent.Desired;

/// <summary>How a BGP session is watched by BFD (C-100…C-106), as it was ordered; 0 stands for the default.</summary>
/// <param name="ReceiveMilliseconds">The shortest interval at which packets are taken.</param>
/// <param name="TransmitMilliseconds">The shortest interval at which packets are sent.</param>
/// <param name="DetectMultiplier">Packets in a row that may be lost.</param>
/// <param name="EchoMilliseconds">The interval of the echo function; 0 when it is off.</param>
/// <param name="IsPassive">Whether to be silent until the peer has spoken.</param>
/// <param name="MinimumTtl">Of multihop sessions: packets that travelled further are dropped.</param>
internal sealed record BgpBfdOrder(
    uint ReceiveMilliseconds,
    uint TransmitMilliseconds,
    uint DetectMultiplier,
    uint EchoMilliseconds,
    bool IsPassive,
    uint MinimumTtl);
