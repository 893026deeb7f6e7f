"""System checks"""
