fn main() {
    std::fs::write("@OUTSIDE@/build-script", "ran").unwrap();
}
