using System.Runtime.InteropServices;

namespace MetalOrleans.NetAgent.Packets;

/// <summary>One instruction of a classic BPF program: <c>sock_filter</c> of linux/filter.h.</summary>
/// <param name="Code">What it does.</param>
/// <param name="IfTrue">For a comparison: instructions to skip when it holds.</param>
/// <param name="IfFalse">For a comparison: instructions to skip when it does not.</param>
/// <param name="Operand">Offset, constant or result.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);
